import Components
import Machines
import Notation
import Simulation

/// A suspended load, as the session watches it.
struct Load {
    let reference: String
    let location: String?
    let speed: SignalIndex
    let position: SignalIndex
    let pinned: SignalIndex
    /// m, of its lower stop.
    let bottom: Double
    /// What is joined to it by shafts, rods and screws.
    let chain: [String]
    /// Where one stands by a part of the chain, whatever guard the load itself has.
    let platforms: Set<String>
    /// Currents of the motors of the chain.
    let currents: [SignalIndex]
    /// Whether oil carries it.
    let isCarriedByOil: Bool
    var wasFalling = false
    /// m/s that it had when it was last driven, 0 once it has stood; and when it was let go, s.
    var drivenSpeed = 0.0
    var letGo: Double?
}

/// Loads that hang: they fall when nothing holds or drives them, whoever stands there.
extension Session {
    /// m/s of descent that nothing drives, from which it is a fall and no creep.
    static let fallingFrom = 0.02
    /// A above which a motor drives or holds.
    private static let drivenFrom = 0.2
    /// s in which a holding brake stops what a motor has just let go.
    private static let stoppingTime = 0.5
    /// m above its lower stop from which a load can fall.
    private static let restingWithin = 5e-3

    static func loads(of machine: RunningMachine, _ plan: Machine) -> [Load] {
        let assembly = machine.plant.assembly
        return plan.components.filter { $0.type.name == "vertical-load" }.compactMap { component in
            let reference = component.reference
            guard let speed = assembly.signal(reference, "speed"), let position = assembly.signal(reference, "position"),
                let pinned = assembly.signal(reference, "pinned"),
                case .number(let bottom)? = assembly.parameter("bottom", of: reference)
            else { return nil }
            let chain = Self.chain(from: reference, plan)
            let types = chain.compactMap { plan.component($0)?.type }
            return Load(
                reference: reference, location: component.location, speed: speed, position: position, pinned: pinned,
                bottom: bottom,
                chain: chain,
                platforms: Set(chain.compactMap { plan.component($0)?.location }).subtracting(
                    [component.location].compactMap(\.self)),
                currents: chain.filter { plan.component($0)?.type.name.hasSuffix("motor") == true }.compactMap {
                    assembly.signal($0, "current")
                }, isCarriedByOil: types.contains { $0.domain == .hydraulic })
        }
    }

    /// References that shafts and rods join to one, itself included.
    private static func chain(from reference: String, _ plan: Machine) -> [String] {
        var chain = [reference]
        var next = 0
        while next < chain.count {
            for shaft in plan.shafts {
                let ends = [shaft.from.reference, shaft.to.reference]
                guard ends.contains(chain[next]) else { continue }
                for end in ends where !chain.contains(end) { chain.append(end) }
            }
            next += 1
        }
        return chain
    }

    private func isDriven(_ load: Load) -> Bool {
        let assembly = machine.plant.assembly
        return load.currents.contains { assembly.value($0) > Self.drivenFrom } || (load.isCarriedByOil && isMotorRunning)
    }

    /// Whether somebody is where it falls. Behind its shut guard it falls on nobody but who works on what carries it.
    private func reaches(_ load: Load, handling: Bool) -> Bool {
        let isShut = location(load.location).map { $0.guardReference != nil && !state.openDoors.contains($0.name) } ?? false
        if isShut { return handling && state.place.map(load.platforms.contains) ?? false }
        return handling || state.place == load.location
    }

    /// A load that begins to fall while hands are on the machine, or while the trainee stands by it.
    func watchLoads(_ loads: inout [Load], handling: Bool) {
        let assembly = machine.plant.assembly
        for index in loads.indices {
            let load = loads[index]
            let speed = assembly.value(load.speed)
            let goesDown = speed < -Self.fallingFrom
            if isDriven(load) {
                (loads[index].drivenSpeed, loads[index].letGo) = (speed, nil)
            } else if !goesDown {
                (loads[index].drivenSpeed, loads[index].letGo) = (0, nil)
            } else if load.letGo == nil {
                loads[index].letGo = machine.time
            }
            // What its motor has let go runs on until the brake holds; it neither gains speed nor goes on for long.
            let gains = speed < min(0, loads[index].drivenSpeed) - Self.fallingFrom
            let goesOn = loads[index].letGo.map { machine.time - $0 > Self.stoppingTime } ?? false
            let isFalling = goesDown && assembly.value(load.pinned) < 0.5 && !isDriven(load) && (gains || goesOn)
            if isFalling, !load.wasFalling {
                let isSeen = load.location.map { $0 == state.place || location(state.place)?.near.contains($0) == true } ?? true
                if isSeen || handling {
                    say(Text(load.reference) + Text(fr: " descend toute seule.", en: " comes down by itself."))
                }
                if reaches(load, handling: handling) { danger(.fallingLoad, load.reference) }
            }
            loads[index].wasFalling = isFalling
        }
    }

    /// Work on what carries a load that hangs without its pin.
    func checkPinned(_ target: Target) {
        let assembly = machine.plant.assembly
        for load in Self.loads(of: machine, plan) where load.chain.contains(target.reference) && target.item == nil {
            let hangs = assembly.value(load.position) > load.bottom + Self.restingWithin
            if hangs, assembly.value(load.pinned) < 0.5 { danger(.fallingLoad, load.reference) }
        }
    }

    /// Puts in or draws the pin of a load that has one.
    func pin(_ target: Target, inserted: Bool) throws {
        let reference = target.reference
        guard target.component?.type.name == "vertical-load" else { return }
        _ = try? machine.operate(reference, to: inserted ? "1" : "0")
        try pass(1)
        guard ((machine.plant.value(reference, "pinned") ?? 0) > 0.5) != inserted else { return }
        // Left as it was found.
        _ = try? machine.operate(reference, to: inserted ? "0" : "1")
        let refusal =
            inserted
            ? Text(
                fr: " : la broche ne rentre pas, la charge n'est pas en face du trou.",
                en: ": the pin does not go in, the load does not stand at the hole.")
            : Text(
                fr: " : la broche ne vient pas, la charge appuie dessus : fais-la monter un peu.",
                en: ": the pin does not come, the load bears on it: have it raised a little.")
        throw Prevention(.safeState, reference, Text(reference) + refusal)
    }
}
