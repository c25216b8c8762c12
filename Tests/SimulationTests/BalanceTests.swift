import Circuits
import Components
import Foundation
import Machines
import Notation
import Simulation
import Testing

/// What the stores of a circuit hold of a nature's quantity.
private func stored(_ nature: Domain, in circuit: Circuit) -> Double {
    switch nature {
    case .pneumatic:
        circuit.elements(AirVolume.self).map(\.mass).reduce(0, +) + circuit.elements(Piston.self).map(\.mass).reduce(0, +)
    case .hydraulic:
        circuit.elements(OilVolume.self).map(\.content).reduce(0, +)
            + circuit.elements(OilPiston.self).map(\.content).reduce(0, +)
            + circuit.elements(GasCharge.self).map(\.oil).reduce(0, +)
            + circuit.elements(TankStore.self).map(\.volume).reduce(0, +)
    case .thermal:
        // From the ambient air on: oil that comes and goes at its temperature brings none.
        circuit.elements(ThermalBody.self).map(\.energy).reduce(0, +)
            + circuit.elements(OilBath.self).map(\.energy).reduce(0, +)
    default: 0
    }
}

private let stores: Set = ["AirVolume", "Piston", "OilVolume", "OilPiston", "GasCharge", "TankStore", "ThermalBody", "OilBath"]

/// Watts released in the bodies of a circuit in the coming step.
private func released(in circuit: Circuit) -> Double { circuit.elements(ThermalBody.self).map(\.heat).reduce(0, +) }

/// What the stores of a circuit held when its books were opened, and the heat released in its bodies since.
private struct Account {
    let circuit: Circuit
    let before: [(nature: Domain, held: Double)]
    private var heat = 0.0
    private var release = 0.0

    init(_ circuit: Circuit) throws {
        self.circuit = circuit
        try circuit.keepBooks(true)
        before = [Domain.pneumatic, .hydraulic, .electrical, .thermal].map { ($0, stored($0, in: circuit)) }
        release = released(in: circuit)
    }

    /// A step has been done.
    mutating func note(_ dt: Double) {
        heat += release * dt
        release = released(in: circuit)
    }

    /// - Returns: the natures of which something passed.
    func checkAmounts() -> [Domain] {
        before.compactMap { nature, held in
            let exchanges = circuit.exchanges.filter { $0.nature == nature.nature.name }
            // Each flow leaves one element and enters another.
            let throughput = exchanges.map(\.turnover).reduce(0, +) / 2
            guard throughput > 0 else { return nil }
            let gained = stored(nature, in: circuit) - held - (nature == .thermal ? heat : 0)
            let into = exchanges.filter { stores.contains($0.kind) }.map(\.taken).reduce(0, +)
            let others = exchanges.filter { !stores.contains($0.kind) }.map(\.taken).reduce(0, +)
            let boundary = exchanges.map(\.boundary).reduce(0, +)
            #expect(abs(gained - into) <= 0.001 * throughput, "\(nature): \(gained) gained, \(into) taken of \(throughput)")
            #expect(
                abs(into + others - boundary) <= 0.001 * throughput,
                "\(nature): \(into) + \(others) of \(boundary), \(throughput)")
            return nature
        }
    }
}

private func checkEnergy(_ circuit: Circuit) {
    let books = circuit.books
    let whole = books.reduce(EnergyBooks(), +)
    let gain = whole.given + max(whole.boundary, 0)
    #expect(abs(whole.imbalance) <= 0.005 * gain, "\(whole)")
    #expect(abs(whole.given + whole.boundary - whole.stored - whole.lost - whole.numerical - whole.imbalance) <= 1e-6 * gain)
    #expect(whole.numerical >= 0 && whole.numerical <= 0.02 * gain, "\(whole)")
    for book in books {
        let throughput = max(book.given + max(book.boundary, 0), 1e-3)
        #expect(abs(book.imbalance) < 0.005 * throughput, "\(book)")
        // Where pistons start and stop within some steps, the method takes 4 % of what the air gives them.
        #expect(book.numerical > -1e-6 * throughput && book.numerical < 0.05 * throughput, "\(book)")
    }
}

@Suite struct BalanceTests {
    @Test(arguments: Production.all, [true, false])
    func `over whole cycles of a machine, mass, oil, charge, heat and energy balance`(
        production: Production, rests: Bool
    ) throws {
        let machine = try production.running(rests: rests)
        let circuit = machine.plant.assembly.circuit
        var course = Course(production)
        var account: Account?
        var isClosed = false
        try production.run(machine) { machine in
            course.note(machine)
            guard !isClosed else { return }
            if account == nil, course.cycles.count == 1 {
                account = try Account(circuit)
            } else if course.cycles.count == 1 + production.balanced {
                account?.note(machine.plant.step)
                isClosed = true
                #expect(try #require(account).checkAmounts().count >= 3)
                checkEnergy(circuit)
            } else {
                account?.note(machine.plant.step)
            }
        }
        #expect(isClosed)
    }

    @Test func `over half a minute of a hydraulic unit, from cold, oil, heat and energy balance`() throws {
        let plant = try Plant(BareCircuit.hydraulicUnit(), seed: 1)
        let circuit = plant.assembly.circuit
        // The first step tells the oil how much of it there is.
        try plant.advance()
        var account = try Account(circuit)
        var work = 0.0
        for _ in 0..<6_000 {
            try plant.advance()
            account.note(plant.step)
            work += (plant.value("P1", "torque") ?? .nan) * circuit.across(plant.joint("P1:shaft")!) * plant.step
        }
        #expect(account.checkAmounts() == [.hydraulic, .thermal])
        checkEnergy(circuit)
        let oil = circuit.exchanges.filter { $0.kind == "HeatRelease" }.map(\.taken).reduce(0, +)
        // All that the pump's shaft takes ends as heat of the oil, but for what the oil keeps under pressure.
        #expect(abs(work + oil) <= 0.005 * work, "\(work) J, \(-oil) J")
    }

    @Test(arguments: Production.all)
    func `what every element lets flow adds up at every node, in motion`(production: Production) throws {
        // At rest, an island overlooks a millionth of what it is given: of a drive's volts, on a line of an ohm, a tenth of a milliampere.
        let machine = try production.running(rests: false)
        let circuit = machine.plant.assembly.circuit
        var (steps, nodes) = (0, 0)
        try production.run(machine) { machine in
            steps += 1
            guard machine.time > 18, steps % 37 == 0 else { return }
            let saved = try machine.snapshot()
            // Without the components, which change their elements after the step.
            try circuit.step(machine.plant.step)
            for node in try circuit.imbalances() {
                // Newton's tolerance on the slopes that there are: a tenth of a pascal across a restriction of 0.7 mg/(s·Pa) at no flow
                // could be 70 ng/s. A housing's heat goes by the last digit of its kelvins.
                #expect(abs(node.sum) <= 1e-5 * node.largest + node.rounding + 1e-8, "\(node) at \(machine.time) s")
                nodes += 1
            }
            try machine.restore(saved)
        }
        #expect(nodes > 1_000)
    }
}

private enum BareCircuit {
    static func hydraulicUnit() throws -> Machine {
        let url = Conveyor.folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/circuits/hydraulic-power-unit.yaml")
        return try Machine.decode(
            try Document.parse(try String(contentsOf: url, encoding: .utf8), name: "hydraulic-power-unit.yaml"), named: "unit")
    }
}
