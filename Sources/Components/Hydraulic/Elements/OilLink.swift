import Circuits
import Notation

/// Components that oil passes through: they follow a circuit's oil by reference.
protocol Oiled: ParameterValues {
    var oil: String { get set }
}

extension Parameter where Values: Oiled {
    static var oil: Parameter {
        Parameter(
            "oil", .link(\.oil),
            Text(
                fr: "huile du circuit (sans : VG 46 à 40 °C, dont la chaleur n'est pas suivie)",
                en: "oil of the circuit (without: VG 46 at 40 °C, whose heat is not followed)"))
    }
}

/// The oil of a circuit as a component sees it: its properties of the last step, and the bath that takes the component's losses.
struct OilLink {
    private struct Source {
        let viscosity: SignalIndex
        let density: SignalIndex
        let modulus: SignalIndex
        let air: SignalIndex
        let drawnAir: SignalIndex
        let release: Handle<HeatRelease>
    }

    private let source: Source?
    private(set) var properties = OilProperties()

    init(_ reference: String, at site: Site) throws {
        guard !reference.isEmpty else {
            source = nil
            return
        }
        source = Source(
            viscosity: try site.signal("viscosity", of: reference), density: try site.signal("density", of: reference),
            modulus: try site.signal("bulk-modulus", of: reference), air: try site.signal("air", of: reference),
            drawnAir: try site.signal("drawn-air", of: reference),
            release: site.add(HeatRelease(), "losses", try site.joint("bath", of: reference)))
    }

    /// Takes the oil's properties of now.
    ///
    /// - Returns: whether they have changed.
    mutating func follow(_ tick: Tick) -> Bool {
        guard let source else { return false }
        var now = OilProperties()
        now.viscosity = tick[source.viscosity]
        now.density = tick[source.density]
        now.modulus = tick[source.modulus]
        now.air = tick[source.air]
        now.drawnAir = tick[source.drawnAir]
        defer { properties = now }
        return now != properties
    }

    /// Gives the oil the power lost in the last step, watts.
    func release(_ losses: Double) { source?.release.element.heat = losses }

    /// A small volume of oil at a port.
    func volume(_ volume: Double) -> OilVolume { OilVolume(volume, law: OilLaw(properties)) }
}
