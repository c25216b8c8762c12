/// Zones of vibration severity, RMS velocity on parts that do not turn.
///
/// A: newly commissioned; B: unrestricted long-term running; C: not for long; D: sure to do damage.
public enum Zone: String, Sendable, CaseIterable, Comparable, Codable {
    case a = "A"
    case b = "B"
    case c = "C"
    case d = "D"

    public static func < (first: Zone, second: Zone) -> Bool { first.rawValue < second.rawValue }
}

/// What a machine is judged as.
public enum MachineClass: String, Sendable, CaseIterable, Codable {
    /// ISO 10816-1 annex B: small machines, motors up to 15 kW.
    case classI
    /// Medium: 15–75 kW without special foundations.
    case classII
    /// Large on rigid, on soft foundations.
    case classIII
    case classIV
    /// ISO 20816-3 (values of ISO 10816-3:2009): above 300 kW, or shaft height of 315 mm and more.
    case group1Rigid
    case group1Flexible
    /// 15–300 kW, shaft height of 160–315 mm.
    case group2Rigid
    case group2Flexible

    /// m/s RMS between A and B, B and C, C and D. ISO 20816-3 no longer tells A from B: there the first is a habit, not a limit.
    public var boundaries: (ab: Double, bc: Double, cd: Double) {
        switch self {
        case .classI: (0.71e-3, 1.8e-3, 4.5e-3)
        case .classII: (1.12e-3, 2.8e-3, 7.1e-3)
        case .classIII: (1.8e-3, 4.5e-3, 11.2e-3)
        case .classIV: (2.8e-3, 7.1e-3, 18e-3)
        case .group1Rigid: (2.3e-3, 4.5e-3, 7.1e-3)
        case .group1Flexible: (3.5e-3, 7.1e-3, 11e-3)
        case .group2Rigid: (1.4e-3, 2.8e-3, 4.5e-3)
        case .group2Flexible: (2.3e-3, 4.5e-3, 7.1e-3)
        }
    }

    /// The class that a motor's rated power, W, asks for on a rigid or a flexible support: below 15 kW ISO 20816-3 does not apply.
    public static func of(power: Double, isFlexible: Bool = false) -> MachineClass {
        switch power {
        case ..<15_000: .classI
        case ...300_000: isFlexible ? .group2Flexible : .group2Rigid
        default: isFlexible ? .group1Flexible : .group1Rigid
        }
    }

    public func zone(of velocity: Double) -> Zone {
        let limits = boundaries
        if velocity <= limits.ab { return .a }
        if velocity <= limits.bc { return .b }
        return velocity <= limits.cd ? .c : .d
    }
}
