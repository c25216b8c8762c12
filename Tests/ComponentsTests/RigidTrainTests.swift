import Circuits
import Components
import Foundation
import Testing

/// Several dry frictions on one rigid train, behind a belt that slips and a motor that stalls: each holds or slides, all at once.
@Suite struct RigidTrainTests {
    /// A torque with a pull-out point between the field (first joint) and the shaft, after Kloss.
    private struct PullOut: Element {
        /// N·m.
        var peak: Double
        private static let synchronousSpeed = 157.0
        private static let slip = 0.3

        func stamp(_ s: Stamp) {
            let x = (s[0] - s[1]) / Self.synchronousSpeed
            let square = x * x + Self.slip * Self.slip
            let torque = 2 * peak * x * Self.slip / square
            let slope = 2 * peak * Self.slip * (Self.slip * Self.slip - x * x) / (square * square) / Self.synchronousSpeed
            s.flow(from: 0, to: 1, torque, slope, -slope)
        }
    }

    private struct Train {
        let circuit = Circuit()
        let field: Joint
        let load: Joint
        private(set) var frictions: [(element: Handle<BristleFriction>, radius: Double)] = []
        private var random: Seeded

        init(seed: UInt64) {
            random = Seeded(seed)
            let circuit = circuit
            let (rotation, translation) = (Domain.rotation.nature, Domain.translation.nature)
            let bed = circuit.fixedJoint("bed", rotation, value: 0)
            let frame = circuit.fixedJoint("frame", translation, value: 0)
            field = circuit.fixedJoint("field", rotation, value: 0)
            let shafts = ["shaft", "slow", "drum", "tail"].map { circuit.joint($0, rotation) }
            load = circuit.joint("load", translation)
            circuit.add(PullOut(peak: random.log(0.5...20)), named: "motor", at: [field, shafts[0]])
            for (shaft, inertia) in zip(shafts, [random.log(3e-4...3e-3), 1e-3, 0.01, 0.01]) {
                circuit.add(Inertia(inertia), named: "wheel", at: [shaft])
            }
            circuit.add(GearMesh(ratio: 20, efficiency: 0.6), named: "gear", at: [shafts[0], shafts[1]])
            circuit.add(
                BeltTraction(radii: (0.05, 0.05), largestForce: random.log(50...1500), creep: 0.01), named: "belt",
                at: [shafts[1], shafts[2]])
            circuit.add(DrumBelt(radii: (0.05, 0.05)), named: "drums", at: [shafts[2], shafts[3], load])
            circuit.add(Inertia(random.log(5...100)), named: "mass", at: [load])
            for (joint, still, radius) in [
                (shafts[2], bed, 0.05), (shafts[2], bed, 0.05), (shafts[3], bed, 0.05), (load, frame, 1), (load, frame, 1),
            ] {
                let friction = BristleFriction(breakaway: 1, coulomb: 1, viscous: 0, stribeckSpeed: 0.01 / radius)
                frictions.append((circuit.add(friction, named: "friction", at: [joint, still]), radius))
            }
            shake()
        }

        /// Other limits, and stiffnesses and guessed inertias that have nothing to do with one another.
        mutating func shake() {
            for (friction, radius) in frictions {
                let force = random.isOne(in: 10) ? 0 : random.log(0.5...1500)
                friction.element.coulomb = force * radius
                friction.element.breakaway = 1.2 * force * radius
                friction.element.stiffness = random.log(1e3...1e11) * radius * radius
                friction.element.inertia = random.log(1e-5...1e4) * radius * radius
            }
        }

        /// The motor off, forwards or backwards.
        mutating func switchOver() { circuit.setFixed(field, value: [0, -150, 150, 150][random.index(4)]) }
    }

    @Test func `every step of a train with unlike frictions is solved, and none gives power`() throws {
        var stops = 0
        for seed in 1...25 {
            var wasMoving = false
            var train = Train(seed: UInt64(seed))
            for step in 0..<1000 {
                if step % 200 == 0 { train.switchOver() }
                if step % 30 == 0 { train.shake() }
                try train.circuit.step(0.005)
                for (friction, _) in train.frictions {
                    let now = friction.element
                    // Sliding costs power; what is left of a difference of speeds of 1 m/s is rounding.
                    #expect(now.force * now.slip >= -1e-9 * now.breakaway, "seed \(seed), step \(step)")
                    #expect(abs(now.force) <= now.breakaway * (1 + 1e-9))
                }
                let isMoving = abs(train.circuit.across(train.load)) > 1e-3
                if wasMoving && !isMoving { stops += 1 }
                wasMoving = isMoving
            }
        }
        // Else nothing would have had to catch.
        #expect(stops > 20)
    }
}

/// SplitMix64.
private struct Seeded {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func index(_ count: Int) -> Int { Int(next() % UInt64(count)) }
    mutating func isOne(in count: Int) -> Bool { index(count) == 0 }

    /// Evenly by decades.
    mutating func log(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound * pow(range.upperBound / range.lowerBound, Double(next() >> 11) * 0x1p-53)
    }
}
