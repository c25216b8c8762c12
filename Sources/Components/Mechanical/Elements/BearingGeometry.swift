import Glibc

/// The rolling of a bearing whose outer ring stands: how often each part passes a fault, by turn of the shaft.
///
/// Pure rolling; a real cage slips by one or two per cent.
public struct BearingGeometry: Sendable, Hashable {
    public let balls: Int
    /// m.
    public let ballDiameter: Double
    /// Circle of the balls' centres, m.
    public let pitchDiameter: Double
    /// rad.
    public let contactAngle: Double

    public init(balls: Int, ballDiameter: Double, pitchDiameter: Double, contactAngle: Double) {
        self.balls = balls
        self.ballDiameter = ballDiameter
        self.pitchDiameter = pitchDiameter
        self.contactAngle = contactAngle
    }

    private var ratio: Double { ballDiameter / pitchDiameter * cos(contactAngle) }

    /// FTF over the shaft's frequency.
    public var cage: Double { (1 - ratio) / 2 }
    /// BPFO.
    public var outer: Double { Double(balls) / 2 * (1 - ratio) }
    /// BPFI.
    public var inner: Double { Double(balls) / 2 * (1 + ratio) }
    /// BSF: turns of a ball; a fault on it strikes twice as often.
    public var ball: Double { pitchDiameter / (2 * ballDiameter) * (1 - ratio * ratio) }
}
