/// A kind of power that flows through joints: one *across* variable that joins share, one *through* variable that sums to zero.
///
/// Most natures have one layer. Electricity has three that share conductors and topology: the DC value and the real and imaginary
/// parts of one RMS phasor. The engine builds a layer of a node only where a source of that layer can reach it.
public struct Nature: Sendable, Hashable {
    public let name: String
    /// Number of scalar across variables of a joint.
    public let layers: Int
    /// Across value of a joint nobody has computed, in its first layer: where nothing is connected, and before the first step.
    public let initial: Double
    /// An ordinary magnitude of the across variable: where tests try an element's slopes.
    public let scale: Double
    /// Change of an across variable below which Newton's method has arrived.
    public let tolerance: Double
    /// Conductance from every node to the reference node (stray insulation); 0 where a node without a path is an error.
    public let leakage: Double
    public let power: PowerLaw

    public init(
        name: String, layers: Int = 1, initial: Double = 0, scale: Double = 1, tolerance: Double, leakage: Double = 0,
        power: PowerLaw = .product
    ) {
        self.name = name
        self.layers = layers
        self.initial = initial
        self.scale = scale
        self.tolerance = tolerance
        self.leakage = leakage
        self.power = power
    }

    /// Across value of a joint nobody computes. A phasor rests at zero.
    func initial(layer: Int) -> Double { layer == 0 ? initial : 0 }
}

/// A point where elements and wires meet: a terminal, a port, a shaft end.
public struct Joint: Sendable, Hashable {
    @usableFromInline let index: Int32
    @usableFromInline init(_ index: Int) { self.index = Int32(index) }
}

/// A conductor between two joints: merged into its node when its drop cannot matter, else solved.
public struct Wire: Sendable, Hashable {
    @usableFromInline let index: Int
    @usableFromInline init(_ index: Int) { self.index = index }
}

/// Which layers an element is stamped in.
public enum Layering: Sendable, Hashable {
    /// Stamped once in every layer that exists, alike: a pure resistance.
    case each
    /// Stamped once with these layers of its multi-layer terminals together.
    case only([Int])
}
