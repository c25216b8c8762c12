import Circuits
public import Notation

/// A stack of linen on its way to a bale.
private struct Stack: LineItem {
    var front = 0.0
    var mass = 0.0
    var isHeld = false
    /// Loose, m.
    var height = 0.0
    /// How far it was laid beside its place, m.
    var offset = 0.0
    var hasSheet = false
    /// Largest force that it has seen under the platen, N.
    var peak = 0.0
    /// Pressed out of its place.
    var isAskew = false
    var isStrapped = false
    /// The press has counted it.
    var hasCome = false
    /// How far it would go in this step if nothing barred its way, m.
    var wish = 0.0
    /// The stack behind is against it.
    var isPushed = false
}

/// Stacks of linen on a cleated belt that become bales: a cardboard sheet at station 1, pressing and strapping at station 2.
///
/// A cleat passes every `pitch`: so stacks stand at both stations at once. A stack is laid at the entry when a cleat is there and one
/// is due; it then moves with the belt unless something holds it: the shut gate before it, the platen in it, a jam, the stack ahead.
/// The belt bears its weight (μ·m·g on the bed) and what the press pushes down.
///
/// Where a `sole` is given, the belt ends before the press: a cleat takes its stack onto the sole as far as the end of the belt, where it
/// stays under the platen while the belt goes on; the next stack pushes it out. Once its middle is past the sole it rolls away by itself
/// on inclined rollers. What lies on sole and rollers no longer loads the belt, but for the friction of what is pushed over the sole.
///
/// The drawer takes a sheet from the magazine when it is in; the cups touch it where the axis is at the drawer; they take it away once
/// both hold it. Let go within reach over a stack that stands at station 1 it lies on it; anywhere else it is lost. The strapper's end of
/// stroke closes a strap if the bale is clamped and still pressed. What leaves the belt is counted by its worst want: no sheet, no
/// strap, too soft, askew, else good.
///
/// Stacks are conserved: fed = on the belt + good + scrap + fallen + taken off; so are sheets: taken from the magazine = on stacks, past or
/// present + on the drawer + on the cups + lost.
public struct BaleLine: Component {
    public struct Parameters: ParameterValues {
        var belt = ""
        var axis = ""
        var drawer = ""
        var firstCup = ""
        var secondCup = ""
        var press = ""
        var clamp = ""
        var strapper = ""
        var gate = ""
        var length = 4.2
        var pitch = 1.2
        var entryAt = 0.5
        var sheetAt = 1.7
        var pressAt = 2.9
        var exitAt = 4.1
        var soleFrom = 0.0
        var soleTo = 0.0
        var roll = 0.3
        var lead = 0.015
        var tolerance = 0.04
        var drawerHeight = 0.72
        var drawerOut = 0.5
        var contact = 0.025
        var sight = 0.02
        var reach = 0.03
        var platenReach = 0.09
        var clampClosed = 0.14
        var strapperOut = 0.295
        var gateShut = 0.05
        var stackLength = 0.5
        var stackHeight = 0.6
        var heightSpread = 0.03
        var stackMass = 22.0
        var massSpread = 0.1
        var interval = 20.0
        var intervalSpread = 0.1
        var capacity = 8
        var isFed = true
        var pressForce = 40_000.0
        var strapForce = 10_000.0
        var sheets = 150
        var straps = 400
        var bedFriction = 0.35
        var stackFriction = 0.4
        var jamForce = 800.0
        var offset = 0.0
        var slip = 0.0
        var jam = 0.0
        var isMagazineStuck = false
        var isDoubled = false
        var isStrapOut = false
        public init() {}
    }

    public static let type = ComponentType<BaleLine>(
        name: "bale-line", text: Text(fr: "piles de linge et balles", en: "stacks of linen and bales"), domain: .translation,
        law: Text(
            fr:
                "une pile suit le tapis si rien ne la retient, puis la suivante la pousse sur la sole ; feuille posée si lâchée sur elle, cerclée si serrée et pressée ; effort μ·(m·g + F_presse) + μ'·m·g (retenues)",
            en:
                "a stack follows the belt unless held, then the next one pushes it over the sole; sheet laid if let go over it, strapped if clamped and pressed; load μ·(m·g + F_press) + μ'·m·g (held ones)"
        ),
        terminalsFor: { _ in [Terminal("load", .translation, Text(fr: "sur le tapis", en: "on the belt"))] },
        parameters: links + places + thresholds + stacks + frictions,
        failures: [
            Failure("stack-askew", Text(fr: "guide d'entrée déplacé", en: "entry guide shifted"), remedies: [.adjust]) {
                values, severity, _ in values.offset += 0.12 * severity
            },
            Failure(
                "cleat-worn", Text(fr: "tasseaux usés : les piles glissent", en: "worn cleats: stacks slip"), remedies: [.replace]
            ) {
                values, severity, _ in values.slip += 0.1 * severity
            },
            Failure(
                "jam", Text(fr: "pile coincée avant la presse", en: "stack jammed before the press"), remedies: [.free, .clean]
            ) {
                values, severity, _ in values.jam = severity
            },
            Failure("guide-tight", Text(fr: "guides trop serrés", en: "guides too tight"), remedies: [.adjust]) {
                values, severity, _ in values.bedFriction *= 1 + 3 * severity
            },
            Failure(
                "magazine-stuck", Text(fr: "feuilles coincées au magasin", en: "sheets stuck in the magazine"),
                remedies: [.free, .clean]
            ) {
                values, severity, _ in values.isMagazineStuck = severity >= 0.5
            },
            Failure(
                "sheets-doubled", Text(fr: "feuilles collées deux par deux", en: "sheets stuck together in pairs"),
                remedies: [.clean]
            ) {
                values, severity, _ in values.isDoubled = severity >= 0.5
            },
            Failure("strap-out", Text(fr: "feuillard sorti de la tête", en: "strap out of its head"), remedies: [.adjust]) {
                values, severity, _ in values.isStrapOut = severity >= 0.5
            },
        ],
        signalsFor: { values in
            outputs + [
                .output(
                    "sheets", .ratio, Text(fr: "feuilles au magasin", en: "sheets in the magazine"),
                    initial: Double(values.sheets)),
                .output("straps", .ratio, Text(fr: "cerclages restants", en: "straps left"), initial: Double(values.straps)),
                .input(
                    "feed", .ratio, Text(fr: "1 si on dépose des piles", en: "1 if stacks are fed"), initial: values.isFed ? 1 : 0
                ),
                .input(
                    "clear", .ratio,
                    Text(
                        fr: "1 pour enlever la pile coincée ou celle du poste 2",
                        en: "1 to take off the jammed stack, or that of station 2")),
                .input("magazine", .ratio, Text(fr: "1 pour recharger les feuilles", en: "1 to refill the sheets")),
                .input("reel", .ratio, Text(fr: "1 pour changer la bobine de feuillard", en: "1 to change the strap reel")),
            ]
        },
        controlsFor: { _ in
            [
                Control("feed", positions: [Text(fr: "arrêt", en: "stop"), Text(fr: "marche", en: "run")], .maintained),
                Control("clear", positions: [Text(fr: "repos", en: "rest"), Text(fr: "dégager", en: "clear")], .momentary),
                Control("magazine", positions: [Text(fr: "repos", en: "rest"), Text(fr: "recharger", en: "refill")], .momentary),
                Control("reel", positions: [Text(fr: "repos", en: "rest"), Text(fr: "changer", en: "change")], .momentary),
            ]
        })

    private static let outputs: [Signal] = [
        .output("fed", .ratio, Text(fr: "piles déposées", en: "stacks fed")),
        .output("on-belt", .ratio, Text(fr: "piles sur le tapis", en: "stacks on the belt")),
        .output("good", .ratio, Text(fr: "balles bonnes", en: "good bales"), tally: .made),
        .output("without-sheet", .ratio, Text(fr: "balles sans feuille", en: "bales without a sheet"), tally: .made),
        .output("unstrapped", .ratio, Text(fr: "balles non cerclées", en: "bales not strapped"), tally: .made),
        .output("soft", .ratio, Text(fr: "balles molles", en: "soft bales"), tally: .made),
        .output("askew", .ratio, Text(fr: "balles de travers", en: "bales askew"), tally: .made),
        .output("fallen", .ratio, Text(fr: "piles tombées à l'entrée", en: "stacks fallen off the entry"), tally: .lost),
        .output("removed", .ratio, Text(fr: "piles enlevées à la main", en: "stacks taken off by hand")),
        .output("sheets-lost", .ratio, Text(fr: "feuilles tombées à côté", en: "sheets dropped beside"), tally: .lost),
        .output("jammed", .ratio, Text(fr: "1 si une pile est coincée", en: "1 if a stack is jammed")),
        .output("present", .ratio, Text(fr: "1 si une pile est sous le plateau", en: "1 if a stack is under the platen")),
        .output("bales", .ratio, Text(fr: "piles venues sous le plateau", en: "stacks come under the platen")),
        .output("carried", .ratio, Text(fr: "feuilles aux ventouses", en: "sheets on the cups")),
        .output("press-error", .length, Text(fr: "écart de la pile au poste 2", en: "offset of the stack at station 2")),
        .output("beam-1", .ratio, Text(fr: "1 si le faisceau d'entrée est coupé", en: "1 if the entry beam is cut")),
        .output("beam-2", .ratio, Text(fr: "1 si le faisceau du poste 1 est coupé", en: "1 if the beam of station 1 is cut")),
        .output("beam-3", .ratio, Text(fr: "1 si le faisceau du poste 2 est coupé", en: "1 if the beam of station 2 is cut")),
        .output("beam-4", .ratio, Text(fr: "1 si le faisceau de sortie est coupé", en: "1 if the exit beam is cut")),
        .output("beam-5", .ratio, Text(fr: "1 si le linge est sous le préhenseur", en: "1 if linen is under the gripper")),
        .output("mass", .mass, Text(fr: "masse sur le tapis", en: "mass on the belt")),
    ]

    private static let links: [Parameter<Parameters>] = [
        Parameter("belt", .link(\.belt), Text(fr: "convoyeur qui les porte", en: "conveyor that carries them")),
        Parameter("axis", .link(\.axis), Text(fr: "axe du préhenseur", en: "axis of the gripper")),
        Parameter("drawer", .link(\.drawer), Text(fr: "vérin du tiroir", en: "cylinder of the drawer")),
        Parameter("cup-1", .link(\.firstCup), Text(fr: "première ventouse", en: "first cup")),
        Parameter("cup-2", .link(\.secondCup), Text(fr: "seconde ventouse", en: "second cup")),
        Parameter("press", .link(\.press), Text(fr: "balle sous le plateau", en: "bale under the platen")),
        Parameter("clamp", .link(\.clamp), Text(fr: "vérin de serrage", en: "clamp cylinder")),
        Parameter("strapper", .link(\.strapper), Text(fr: "vérin de cerclage", en: "strapping cylinder")),
        Parameter("gate", .link(\.gate), Text(fr: "vérin de la porte", en: "cylinder of the gate")),
    ]

    private static let places: [Parameter<Parameters>] = [
        Parameter("length", .quantity(.length, \.length, 1...30), Text(fr: "longueur du tapis", en: "belt length")),
        Parameter("pitch", .quantity(.length, \.pitch, 0.2...5), Text(fr: "pas des tasseaux", en: "pitch of the cleats")),
        Parameter("entry-at", .quantity(.length, \.entryAt, 0...30), Text(fr: "dépose", en: "entry")),
        Parameter("sheet-at", .quantity(.length, \.sheetAt, 0...30), Text(fr: "poste 1, feuille", en: "station 1, sheet")),
        Parameter("press-at", .quantity(.length, \.pressAt, 0...30), Text(fr: "poste 2, presse", en: "station 2, press")),
        Parameter("exit-at", .quantity(.length, \.exitAt, 0...30), Text(fr: "sortie", en: "exit")),
        Parameter(
            "sole-from", .quantity(.length, \.soleFrom, 0...30),
            Text(fr: "fin du tapis, début de la sole ; 0 sans sole", en: "end of the belt, where the sole begins; 0 without one")),
        Parameter(
            "sole-to", .quantity(.length, \.soleTo, 0...30), Text(fr: "fin de la sole, rouleaux", en: "end of the sole, rollers")),
        Parameter(
            "roll", .quantity(.speed, \.roll, 0.01...2),
            Text(fr: "vitesse sur les rouleaux de sortie", en: "speed on the exit rollers")),
        Parameter(
            "beam-lead", .quantity(.length, \.lead, 0...0.2),
            Text(fr: "avance des cellules sur les postes", en: "cells ahead of the stations")),
        Parameter(
            "tolerance", .quantity(.length, \.tolerance, 1e-3...0.5),
            Text(fr: "écart admis à un poste, ±", en: "offset allowed at a station, ±")),
        Parameter(
            "drawer-height", .quantity(.length, \.drawerHeight, 0...5),
            Text(fr: "hauteur de l'axe au tiroir", en: "height of the axis at the drawer")),
        Parameter(
            "drawer-out", .quantity(.length, \.drawerOut, 0.01...3),
            Text(fr: "course du tiroir sorti", en: "stroke of the drawer out")),
    ]

    private static let thresholds: [Parameter<Parameters>] = [
        Parameter(
            "contact", .quantity(.length, \.contact, 1e-3...0.2),
            Text(fr: "débattement des ventouses, ±", en: "travel of the cups, ±")),
        Parameter(
            "sight", .quantity(.length, \.sight, 1e-3...0.5),
            Text(fr: "portée de la cellule du préhenseur", en: "range of the gripper's cell")),
        Parameter(
            "reach", .quantity(.length, \.reach, 1e-3...0.5),
            Text(fr: "hauteur d'où une feuille tombe à plat", en: "height from which a sheet falls flat")),
        Parameter(
            "platen-reach", .quantity(.length, \.platenReach, 1e-3...2),
            Text(fr: "descente où le plateau barre le passage", en: "descent where the platen bars the way")),
        Parameter(
            "clamp-closed", .quantity(.length, \.clampClosed, 1e-3...2),
            Text(fr: "sortie du vérin qui serre", en: "extension that clamps")),
        Parameter(
            "strapper-out", .quantity(.length, \.strapperOut, 1e-3...3),
            Text(fr: "sortie de la tête qui cercle", en: "extension that straps")),
        Parameter(
            "gate-shut", .quantity(.length, \.gateShut, 1e-3...3),
            Text(fr: "sortie de la porte qui barre le passage", en: "extension of the gate that bars the way")),
        Parameter(
            "press-force", .quantity(.force, \.pressForce, 10...1e7),
            Text(fr: "effort d'une balle ferme", en: "force of a firm bale")),
        Parameter(
            "strap-force", .quantity(.force, \.strapForce, 0...1e7),
            Text(fr: "effort tenu pendant le cerclage", en: "force kept while strapped")),
    ]

    private static let stacks: [Parameter<Parameters>] = [
        Parameter(
            "stack-length", .quantity(.length, \.stackLength, 0.05...3), Text(fr: "longueur d'une pile", en: "length of a stack")),
        Parameter(
            "stack-height", .quantity(.length, \.stackHeight, 0.05...3), Text(fr: "hauteur d'une pile", en: "height of a stack")),
        Parameter(
            "height-spread", .quantity(.ratio, \.heightSpread, 0...0.5),
            Text(fr: "dispersion des hauteurs, ±", en: "spread of heights, ±")),
        Parameter("stack-mass", .quantity(.mass, \.stackMass, 0.1...500), Text(fr: "masse d'une pile", en: "mass of a stack")),
        Parameter(
            "mass-spread", .quantity(.ratio, \.massSpread, 0...0.9),
            Text(fr: "dispersion des masses, ±", en: "spread of masses, ±")),
        Parameter(
            "interval", .quantity(.time, \.interval, 1...3600), Text(fr: "temps entre deux piles", en: "time between stacks")),
        Parameter(
            "interval-spread", .quantity(.ratio, \.intervalSpread, 0...0.9),
            Text(fr: "dispersion de ce temps, ±", en: "spread of this time, ±")),
        Parameter("capacity", .count(\.capacity, 1...64), Text(fr: "nombre de piles au plus", en: "most stacks at once")),
        Parameter("fed", .flag(\.isFed), Text(fr: "alimenté au départ", en: "fed from the start")),
        Parameter(
            "sheets", .count(\.sheets, 0...10_000), Text(fr: "feuilles d'un magasin plein", en: "sheets of a full magazine")),
        Parameter("straps", .count(\.straps, 0...10_000), Text(fr: "cerclages d'une bobine", en: "straps of a reel")),
    ]

    private static let frictions: [Parameter<Parameters>] = [
        Parameter(
            "bed-friction", .quantity(.ratio, \.bedFriction, 0.01...2),
            Text(fr: "frottement bande–sole sous une pile", en: "belt on bed friction under a stack")),
        Parameter(
            "stack-friction", .quantity(.ratio, \.stackFriction, 0.01...2),
            Text(fr: "frottement bande–pile retenue", en: "belt on held stack friction"), source: "textile on PVC 0.3–0.5"),
        Parameter(
            "jam-force", .quantity(.force, \.jamForce, 0...5_000),
            Text(fr: "effort d'une pile coincée", en: "force of a jammed stack")),
    ]

    /// What it reads of the machine; a link that is not given reads as at rest, the belt's as its own terminal's speed.
    private struct Inputs {
        let beltSpeed, axis, drawer, firstHeld, secondHeld, force, platen, clamp, strapper, gate: SignalIndex?

        init(_ p: Parameters, _ site: Site) throws {
            func signal(_ name: String, of reference: String) throws -> SignalIndex? {
                reference.isEmpty ? nil : try site.signal(name, of: reference)
            }
            beltSpeed = try signal("speed", of: p.belt)
            axis = try signal("position", of: p.axis)
            drawer = try signal("position", of: p.drawer)
            firstHeld = try signal("held", of: p.firstCup)
            secondHeld = try signal("held", of: p.secondCup)
            force = try signal("force", of: p.press)
            platen = try signal("position", of: p.press)
            clamp = try signal("position", of: p.clamp)
            strapper = try signal("position", of: p.strapper)
            gate = try signal("position", of: p.gate)
        }
    }

    private struct Counts {
        var fed = 0
        var good = 0
        var withoutSheet = 0
        var unstrapped = 0
        var soft = 0
        var askew = 0
        var fallen = 0
        var removed = 0
        var sheetsLost = 0
        var bales = 0
    }

    private static let gravity = 9.81
    /// Gap between two stacks that touch, m: rounding.
    private static let touch = 1e-9
    private static let names = [
        "fed", "on-belt", "good", "without-sheet", "unstrapped", "soft", "askew", "fallen", "removed", "sheets-lost", "jammed",
        "present", "bales", "carried", "press-error", "mass", "sheets", "straps",
    ]
    private let belt: Joint
    private let mass: Handle<Inertia>
    private let drag: Handle<BristleFriction>
    private let inputs: Inputs
    private let cups: [SignalIndex]
    private let shown: [SignalIndex]
    private let beams: [SignalIndex]
    private let feed, clear, refill, reel: SignalIndex
    private var parameters: Parameters
    private var queue: LineQueue<Stack>
    private var source: LineSource
    private var counts = Counts()
    private var untilNext = 0.0
    /// Way of the belt, m.
    private var way = 0.0
    /// Number of the cleat that got the last stack.
    private var filled: Int?
    private var magazine: Int
    private var strapsLeft: Int
    private var onDrawer = 0
    private var carried = 0
    private var isStrapperOut = false
    private var wasCleared = false
    /// Number of the stack that has jammed, if any.
    private var caught: Int?

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        belt = site["load"]
        mass = site.add(Inertia(0), "stacks", site["load"])
        drag = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "drag", site["load"], site.frame)
        inputs = try Inputs(parameters, site)
        cups = try [parameters.firstCup, parameters.secondCup].filter { !$0.isEmpty }.map { try site.input("sheet", of: $0) }
        shown = Self.names.map { site.signal($0) }
        beams = (1...5).map { site.signal("beam-\($0)") }
        feed = site.signal("feed")
        clear = site.signal("clear")
        refill = site.signal("magazine")
        reel = site.signal("reel")
        queue = LineQueue(capacity: parameters.capacity)
        source = LineSource(seed: site.specimen)
        magazine = parameters.sheets
        strapsLeft = parameters.straps
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        if !isCatching { caught = nil }
        load(0)
    }

    public mutating func update(_ tick: Tick) {
        func read(_ signal: SignalIndex?) -> Double { signal.map { tick[$0] } ?? 0 }
        let force = read(inputs.force)
        let travel = (inputs.beltSpeed.map { tick[$0] } ?? tick.across(belt)) * tick.dt
        way += travel
        let isGateShut = read(inputs.gate) > parameters.gateShut
        let isPlatenDown = read(inputs.platen) > parameters.platenReach
        // What is on the rollers rolls whichever way the belt goes.
        advance(by: max(travel, 0), tick.dt, isGateShut: isGateShut, isPlatenDown: isPlatenDown, isPressed: force > 500)
        if travel < -LineQueue<Stack>.standstill { withdraw(by: -travel, isPressed: force > 500) }
        press(force)
        strap(force, isClamped: read(inputs.clamp) > parameters.clampClosed, head: read(inputs.strapper))
        lay(
            height: read(inputs.axis), drawer: read(inputs.drawer),
            isHeld: read(inputs.firstHeld) > 0.5 && read(inputs.secondHeld) > 0.5, tick)
        tend(tick)
        if tick[feed] > 0.5 { arrive(tick.dt) }
        load(force)
        show(tick, height: read(inputs.axis))
    }

    private func rear(_ stack: Stack) -> Double { stack.front - parameters.stackLength }

    private func isAt(_ place: Double, _ index: Int, within: Double) -> Bool { abs(queue[index].front - place) <= within }

    /// The stack of which the larger part stands under the platen, if any.
    private var underPlaten: Int? {
        (0..<queue.count).first { isAt(parameters.pressAt, $0, within: parameters.stackLength / 2) }
    }

    private var atSheet: Int? { (0..<queue.count).first { isAt(parameters.sheetAt, $0, within: parameters.tolerance) } }

    private var hasSole: Bool { parameters.soleFrom > 0 }

    /// Its rear is on the belt, a cleat behind it.
    private func isOnBelt(_ stack: Stack) -> Bool { !hasSole || rear(stack) < parameters.soleFrom - Self.touch }

    private func isOnRollers(_ stack: Stack) -> Bool { hasSole && stack.front - parameters.stackLength / 2 > parameters.soleTo }

    /// What bars the way of stacks in a step.
    private struct Bars {
        var gate = Double.infinity
        var platen = Double.infinity
        var jam = Double.infinity
        /// The stack that the platen holds.
        var pressed: Int?

        /// How far a stack may go; what is already past an obstacle goes on.
        func limit(_ index: Int, _ front: Double, caught: Int?) -> Double {
            if index == pressed || index == caught { return front }
            var limit = front <= gate ? gate : Double.infinity
            if front <= platen { limit = min(limit, platen) }
            if front <= jam { limit = min(limit, jam) }
            return limit
        }
    }

    /// How far the belt, the rollers or the stack behind take each one, up to what bars its way.
    private mutating func wish(_ travel: Double, _ dt: Double, _ bars: Bars) {
        let p = parameters
        var behind = -Double.infinity
        for index in stride(from: queue.count - 1, through: 0, by: -1) {
            let stack = queue[index]
            var own = 0.0
            if isOnBelt(stack) {
                own = hasSole ? min(travel, p.soleFrom - rear(stack)) : travel
            } else if isOnRollers(stack) {
                own = p.roll * dt
            }
            if hasSole { own = max(own, behind - rear(stack)) }
            queue[index].wish = own
            queue[index].isPushed = hasSole && behind > rear(stack) + own - Self.touch
            behind = max(stack.front, min(stack.front + own, bars.limit(index, stack.front, caught: caught)))
        }
    }

    private mutating func advance(by travel: Double, _ dt: Double, isGateShut: Bool, isPlatenDown: Bool, isPressed: Bool) {
        let p = parameters
        var bars = Bars()
        let jamAt = p.pressAt - p.stackLength
        if isGateShut { bars.gate = p.pressAt + 0.06 }
        if isPlatenDown { bars.platen = p.pressAt - p.stackLength / 2 - 0.01 }
        if isCatching { bars.jam = jamAt }
        bars.pressed = isPressed ? underPlaten : nil
        wish(travel, dt, bars)
        var ahead = Double.infinity
        var index = 0
        while index < queue.count {
            let limit = min(ahead, bars.limit(index, queue[index].front, caught: caught))
            queue.carry(index, by: queue[index].wish, upTo: limit)
            if isCatching && caught == nil && queue[index].front == jamAt { caught = index }
            if rear(queue[index]) >= p.length {
                leave(queue[index])
                remove(index)
                bars.pressed = bars.pressed.map { $0 > index ? $0 - 1 : $0 }
                continue
            }
            ahead = rear(queue[index])
            index += 1
        }
    }

    /// The belt turned the wrong way: stacks go back, and fall off the entry.
    private mutating func withdraw(by distance: Double, isPressed: Bool) {
        let pressed = isPressed ? underPlaten : nil
        for index in 0..<queue.count {
            queue[index].isPushed = false
            queue.withdraw(index, by: distance, isKept: index == pressed || index == caught || !isOnBelt(queue[index]))
        }
        queue.closeUp(length: parameters.stackLength)
        while queue.count > 0, queue[queue.count - 1].front <= 0 {
            counts.fallen += 1
            remove(queue.count - 1)
        }
    }

    /// Off the end of the belt: the bale is judged.
    private mutating func leave(_ stack: Stack) {
        if !stack.hasSheet {
            counts.withoutSheet += 1
        } else if !stack.isStrapped {
            counts.unstrapped += 1
        } else if stack.peak < parameters.pressForce {
            counts.soft += 1
        } else if stack.isAskew {
            counts.askew += 1
        } else {
            counts.good += 1
        }
    }

    private mutating func press(_ force: Double) {
        guard let index = underPlaten else { return }
        if !queue[index].hasCome {
            queue[index].hasCome = true
            counts.bales += 1
        }
        queue[index].peak = max(queue[index].peak, force)
        if force > 1_000 && abs(queue[index].front + queue[index].offset - parameters.pressAt) > parameters.tolerance {
            queue[index].isAskew = true
        }
    }

    private mutating func strap(_ force: Double, isClamped: Bool, head: Double) {
        let isOut = head >= parameters.strapperOut
        defer { isStrapperOut = isOut }
        guard isOut, !isStrapperOut, strapsLeft > 0, !parameters.isStrapOut else { return }
        strapsLeft -= 1
        guard isClamped, force >= parameters.strapForce, let index = underPlaten else { return }
        queue[index].isStrapped = true
    }

    /// From the magazine by the drawer and the cups onto a stack.
    private mutating func lay(height: Double, drawer: Double, isHeld: Bool, _ tick: Tick) {
        let p = parameters
        if drawer <= 0.005 && onDrawer == 0 && !p.isMagazineStuck {
            onDrawer = min(p.isDoubled ? 2 : 1, magazine)
            magazine -= onDrawer
        }
        let isOver = drawer >= p.drawerOut - 0.015
        let isTouching = isOver && abs(height - p.drawerHeight) <= p.contact
        if carried == 0 && onDrawer > 0 && isHeld && !isTouching {
            carried = onDrawer
            onDrawer = 0
        } else if carried > 0 && !isHeld {
            if let index = atSheet, height - queue[index].height <= p.reach {
                queue[index].hasSheet = true
            } else {
                counts.sheetsLost += carried
            }
            carried = 0
        }
        let isThere = carried > 0 || (isTouching && onDrawer > 0)
        for cup in cups { tick[cup] = isThere ? 1 : 0 }
    }

    /// What hands do.
    private mutating func tend(_ tick: Tick) {
        let isCleared = tick[clear] > 0.5
        if isCleared && !wasCleared, let index = caught ?? underPlaten {
            counts.removed += 1
            remove(index)
        }
        wasCleared = isCleared
        if tick[refill] > 0.5 { magazine = parameters.sheets }
        if tick[reel] > 0.5 { strapsLeft = parameters.straps }
    }

    private mutating func arrive(_ dt: Double) {
        let p = parameters
        untilNext -= dt
        let cleat = (way / p.pitch).rounded()
        let past = way - cleat * p.pitch
        guard untilNext <= 0, filled != Int(cleat), abs(past) <= p.tolerance, !queue.isFull else { return }
        if queue.count > 0, rear(queue[queue.count - 1]) < p.entryAt { return }
        let slip = p.slip * source.fraction()
        queue.append(
            Stack(
                front: p.entryAt + past - slip, mass: p.stackMass * source.scatter(p.massSpread),
                height: p.stackHeight * source.scatter(p.heightSpread), offset: p.offset))
        counts.fed += 1
        filled = Int(cleat)
        untilNext = p.interval * source.scatter(p.intervalSpread)
    }

    private mutating func remove(_ index: Int) {
        queue.remove(at: index)
        guard let box = caught else { return }
        caught = box == index ? nil : box > index ? box - 1 : box
    }

    private var isCatching: Bool { parameters.jam > 0.05 }

    /// Puts the weight of the stacks and the push of the press on the belt.
    private func load(_ push: Double) {
        let p = parameters
        var (riding, held, pushed) = (0.0, 0.0, 0.0)
        for index in 0..<queue.count {
            let stack = queue[index]
            if isOnBelt(stack) {
                if stack.isHeld { held += stack.mass } else { riding += stack.mass }
            } else if stack.isPushed && !isOnRollers(stack) {
                pushed += stack.mass
            }
        }
        var force = Self.gravity * (p.bedFriction * (riding + held) + p.stackFriction * (held + pushed))
        if !hasSole { force += p.bedFriction * push }
        if caught != nil { force += p.jam * p.jamForce }
        // A trace of mass: so that the terminal has an equation when nothing lies on the belt.
        mass.element.value = max(0.05, riding)
        drag.element.hold(force, give: 5e-5, speed: 0.3)
    }

    private func show(_ tick: Tick, height: Double) {
        let p = parameters
        let under = underPlaten
        var cut = (entry: false, sheet: false, press: false, exit: false)
        var total = 0.0
        for index in 0..<queue.count {
            let stack = queue[index]
            total += stack.mass
            cut.entry = cut.entry || spans(stack, p.entryAt - 2 * p.lead)
            cut.sheet = cut.sheet || spans(stack, p.sheetAt - p.lead)
            cut.press = cut.press || spans(stack, p.pressAt - p.lead)
            cut.exit = cut.exit || spans(stack, p.exitAt - p.lead)
        }
        let isSeen = atSheet.map { height - queue[$0].height <= p.sight } ?? false
        let values: (Double, Double) = (under == nil ? 0 : 1, under.map { queue[$0].front - p.pressAt } ?? 0)
        tick[shown[0]] = Double(counts.fed)
        tick[shown[1]] = Double(queue.count)
        tick[shown[2]] = Double(counts.good)
        tick[shown[3]] = Double(counts.withoutSheet)
        tick[shown[4]] = Double(counts.unstrapped)
        tick[shown[5]] = Double(counts.soft)
        tick[shown[6]] = Double(counts.askew)
        tick[shown[7]] = Double(counts.fallen)
        tick[shown[8]] = Double(counts.removed)
        tick[shown[9]] = Double(counts.sheetsLost)
        tick[shown[10]] = caught == nil ? 0 : 1
        tick[shown[11]] = values.0
        tick[shown[12]] = Double(counts.bales)
        tick[shown[13]] = Double(carried)
        tick[shown[14]] = values.1
        tick[shown[15]] = total
        tick[shown[16]] = Double(magazine)
        tick[shown[17]] = Double(strapsLeft)
        tick[beams[0]] = cut.entry ? 1 : 0
        tick[beams[1]] = cut.sheet ? 1 : 0
        tick[beams[2]] = cut.press ? 1 : 0
        tick[beams[3]] = cut.exit ? 1 : 0
        tick[beams[4]] = isSeen ? 1 : 0
    }

    private func spans(_ stack: Stack, _ place: Double) -> Bool { rear(stack) <= place && place <= stack.front }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        if caught != nil { return [Text(fr: "une pile est coincée avant la presse", en: "a stack is jammed before the press")] }
        var seen: [Text] = []
        if magazine == 0 { seen.append(Text(fr: "le magasin de feuilles est vide", en: "the sheet magazine is empty")) }
        if parameters.isMagazineStuck {
            seen.append(
                Text(fr: "les feuilles ne descendent plus au magasin", en: "the sheets no longer come down in the magazine"))
        }
        if strapsLeft == 0 { seen.append(Text(fr: "la bobine de feuillard est finie", en: "the strap reel has run out")) }
        if parameters.isStrapOut {
            seen.append(Text(fr: "un bout de feuillard pend de la tête", en: "an end of strap hangs from the head"))
        }
        if carried > 1 || (parameters.isDoubled && onDrawer > 1) {
            seen.append(Text(fr: "deux feuilles viennent ensemble", en: "two sheets come together"))
        }
        if counts.sheetsLost > 0 {
            seen.append(
                Text(fr: "feuilles tombées à côté : \(counts.sheetsLost)", en: "sheets dropped beside: \(counts.sheetsLost)"))
        }
        guard queue.count > 0 else {
            seen.append(Text(fr: "rien sur le tapis", en: "nothing on the belt"))
            return seen
        }
        let strapped = (0..<queue.count).filter { queue[$0].isStrapped }.count
        seen.append(
            Text(
                fr: "piles sur le tapis : \(queue.count), dont cerclées : \(strapped)",
                en: "stacks on the belt: \(queue.count), strapped ones: \(strapped)"))
        if (0..<queue.count).contains(where: { abs(queue[$0].offset) > parameters.tolerance }) {
            seen.append(Text(fr: "les piles sont de travers sur le tapis", en: "the stacks lie askew on the belt"))
        }
        return seen
    }
}
