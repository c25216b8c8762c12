import Circuits
public import Notation

/// One box of a line.
private struct Box: LineItem {
    var front = 0.0
    /// How far it has been pushed across, m.
    var aside = 0.0
    var mass = 0.0
    var isTall = false
    var isHeld = false
}

/// Boxes of two heights that travel on a conveyor, are seen by beams, held by a stop, pushed off, and jam.
///
/// A box moves with the belt unless something holds it: the stop (raised in front of it), the box ahead, the pusher's plate across
/// the belt, a jam. The belt drags each box on its bed (μ·m·g) and, where the box is held, slides under it besides. Positions are
/// those of leading edges from the entry. The pusher's plate takes a box off once it has moved it by half its width; where it
/// catches less than a fifth of its own width of a box, the box turns askew and jams.
///
/// Boxes are conserved: fed = on the belt + ejected + passed + fallen off the entry + taken off by hand.
public struct BoxLine: Component {
    public struct Parameters: ParameterValues {
        var belt = ""
        var stop = ""
        var pusher = ""
        var length = 2.4
        var stopAt = 1.0
        var stopReach = 0.01
        var pusherAt = 1.6
        var plateWidth = 0.2
        var plateGap = 0.03
        var lowAt = 0.9
        var highAt = 0.9
        var exitAt = 2.2
        var boxLength = 0.3
        var boxWidth = 0.25
        var tallShare = 0.4
        var smallMass = 12.0
        var tallMass = 18.0
        var massSpread = 0.15
        var interval = 4.0
        var intervalSpread = 0.2
        var spacing = 0.1
        var capacity = 12
        var isFed = true
        var bedFriction = 0.35
        var boxFriction = 0.4
        var jamForce = 800.0
        var jam = 0.0
        public init() {}
    }

    public static let type = ComponentType<BoxLine>(
        name: "box-line", text: Text(fr: "cartons sur le tapis", en: "boxes on the belt"), domain: .translation,
        law: Text(
            fr: "un carton suit le tapis s'il n'est pas retenu ; effort sur le tapis μ·m·g (sole) + μ'·m·g (cartons retenus)",
            en: "a box follows the belt unless it is held; load on the belt μ·m·g (bed) + μ'·m·g (held boxes)"),
        terminalsFor: { _ in [Terminal("load", .translation, Text(fr: "sur le tapis", en: "on the belt"))] },
        parameters: links + places + boxes + frictions,
        failures: [
            Failure("jam", Text(fr: "carton coincé au guide", en: "box jammed at the guide"), remedies: [.free, .clean]) {
                values, severity, _ in values.jam = severity
            },
            Failure("guide-tight", Text(fr: "guide trop serré", en: "guide too tight"), remedies: [.adjust]) {
                values, severity, _ in values.bedFriction *= 1 + 2 * severity
            },
        ],
        signalsFor: { values in
            outputs + [
                .input(
                    "feed", .ratio, Text(fr: "1 si on dépose des cartons", en: "1 if boxes are fed"),
                    initial: values.isFed ? 1 : 0),
                .input("clear", .ratio, Text(fr: "1 pour dégager le carton coincé", en: "1 to take the jammed box off")),
            ]
        },
        controlsFor: { _ in
            [
                Control("feed", positions: [Text(fr: "arrêt", en: "stop"), Text(fr: "marche", en: "run")], .maintained),
                Control("clear", positions: [Text(fr: "repos", en: "rest"), Text(fr: "dégager", en: "clear")], .momentary),
            ]
        })

    private static let outputs: [Signal] = [
        .output("fed", .ratio, Text(fr: "cartons déposés", en: "boxes fed")),
        .output("on-belt", .ratio, Text(fr: "cartons sur le tapis", en: "boxes on the belt")),
        .output("ejected-tall", .ratio, Text(fr: "grands cartons éjectés", en: "tall boxes ejected"), tally: .made),
        .output("ejected-small", .ratio, Text(fr: "petits cartons éjectés", en: "small boxes ejected"), tally: .made),
        .output("passed-tall", .ratio, Text(fr: "grands cartons passés", en: "tall boxes passed"), tally: .made),
        .output("passed-small", .ratio, Text(fr: "petits cartons passés", en: "small boxes passed"), tally: .made),
        .output("fallen", .ratio, Text(fr: "cartons tombés à l'entrée", en: "boxes fallen off the entry"), tally: .lost),
        .output("removed", .ratio, Text(fr: "cartons retirés à la main", en: "boxes taken off by hand")),
        .output("jammed", .ratio, Text(fr: "1 si un carton est coincé", en: "1 if a box is jammed")),
        .output("next-box-position", .length, Text(fr: "position du carton de tête", en: "position of the leading box")),
        .output("beam-1", .ratio, Text(fr: "1 si le faisceau bas est coupé", en: "1 if the low beam is cut")),
        .output("beam-2", .ratio, Text(fr: "1 si le faisceau haut est coupé", en: "1 if the high beam is cut")),
        .output("beam-3", .ratio, Text(fr: "1 si le faisceau de sortie est coupé", en: "1 if the exit beam is cut")),
        .output("mass", .mass, Text(fr: "masse sur le tapis", en: "mass on the belt")),
    ]

    private static let links: [Parameter<Parameters>] = [
        Parameter("belt", .link(\.belt), Text(fr: "convoyeur qui les porte", en: "conveyor that carries them")),
        Parameter("stop", .link(\.stop), Text(fr: "vérin d'arrêt", en: "stop cylinder")),
        Parameter("pusher", .link(\.pusher), Text(fr: "vérin pousseur", en: "pusher cylinder")),
    ]

    private static let places: [Parameter<Parameters>] = [
        Parameter("length", .quantity(.length, \.length, 0.5...20), Text(fr: "longueur du tapis", en: "belt length")),
        Parameter("stop-at", .quantity(.length, \.stopAt, 0...20), Text(fr: "position de l'arrêt", en: "position of the stop")),
        Parameter(
            "stop-reach", .quantity(.length, \.stopReach, 0...0.5),
            Text(fr: "sortie du vérin à partir de laquelle il arrête", en: "extension from which the stop holds")),
        Parameter(
            "pusher-at", .quantity(.length, \.pusherAt, 0...20),
            Text(fr: "position du milieu du pousseur", en: "position of the pusher's middle")),
        Parameter("plate-width", .quantity(.length, \.plateWidth, 0.02...1), Text(fr: "largeur de la plaque", en: "plate width")),
        Parameter(
            "plate-gap", .quantity(.length, \.plateGap, 0...0.5),
            Text(fr: "course avant de toucher le carton", en: "stroke before the plate meets the box")),
        Parameter(
            "low-cell", .quantity(.length, \.lowAt, 0...20), Text(fr: "position du faisceau bas", en: "position of the low beam")),
        Parameter(
            "high-cell", .quantity(.length, \.highAt, 0...20),
            Text(fr: "position du faisceau haut", en: "position of the high beam")),
        Parameter(
            "exit-cell", .quantity(.length, \.exitAt, 0...20),
            Text(fr: "position du faisceau de sortie", en: "position of the exit beam")),
    ]

    private static let boxes: [Parameter<Parameters>] = [
        Parameter("box-length", .quantity(.length, \.boxLength, 0.05...2), Text(fr: "longueur d'un carton", en: "box length")),
        Parameter("box-width", .quantity(.length, \.boxWidth, 0.05...2), Text(fr: "largeur d'un carton", en: "box width")),
        Parameter(
            "tall-share", .quantity(.ratio, \.tallShare, 0...1), Text(fr: "part de grands cartons", en: "share of tall boxes")),
        Parameter(
            "small-mass", .quantity(.mass, \.smallMass, 0.1...100), Text(fr: "masse d'un petit carton", en: "mass of a small box")
        ),
        Parameter(
            "tall-mass", .quantity(.mass, \.tallMass, 0.1...100), Text(fr: "masse d'un grand carton", en: "mass of a tall box")),
        Parameter(
            "mass-spread", .quantity(.ratio, \.massSpread, 0...0.9),
            Text(fr: "dispersion des masses, ±", en: "spread of masses, ±")),
        Parameter(
            "interval", .quantity(.time, \.interval, 0.5...600), Text(fr: "temps entre deux cartons", en: "time between boxes")),
        Parameter(
            "interval-spread", .quantity(.ratio, \.intervalSpread, 0...0.9),
            Text(fr: "dispersion de ce temps, ±", en: "spread of this time, ±")),
        Parameter(
            "spacing", .quantity(.length, \.spacing, 0...5), Text(fr: "espace minimal à la dépose", en: "least gap when fed")),
        Parameter("capacity", .count(\.capacity, 1...64), Text(fr: "nombre de cartons au plus", en: "most boxes at once")),
        Parameter("fed", .flag(\.isFed), Text(fr: "alimenté au départ", en: "fed from the start")),
    ]

    private static let frictions: [Parameter<Parameters>] = [
        Parameter(
            "bed-friction", .quantity(.ratio, \.bedFriction, 0.01...2),
            Text(fr: "frottement bande–sole sous un carton", en: "belt on bed friction under a box")),
        Parameter(
            "box-friction", .quantity(.ratio, \.boxFriction, 0.01...2),
            Text(fr: "frottement bande–carton retenu", en: "belt on held box friction"), source: "cardboard on PVC 0.3–0.5"),
        Parameter(
            "jam-force", .quantity(.force, \.jamForce, 0...5_000),
            Text(fr: "effort d'un carton coincé", en: "force of a jammed box"), source: "conveyor torque 5 → 40 N·m"),
    ]

    /// Where the counts are shown.
    private struct Counts {
        let fed, onBelt, ejectedTall, ejectedSmall, passedTall, passedSmall, fallen, removed, jammed: SignalIndex

        init(_ site: Site) {
            fed = site.signal("fed")
            onBelt = site.signal("on-belt")
            ejectedTall = site.signal("ejected-tall")
            ejectedSmall = site.signal("ejected-small")
            passedTall = site.signal("passed-tall")
            passedSmall = site.signal("passed-small")
            fallen = site.signal("fallen")
            removed = site.signal("removed")
            jammed = site.signal("jammed")
        }
    }

    private static let gravity = 9.81
    private let mass: Handle<Inertia>
    private let drag: Handle<BristleFriction>
    private let beltSpeed: SignalIndex?
    private let stopPosition: SignalIndex?
    private let pusherPosition: SignalIndex?
    private let feed: SignalIndex
    private let clear: SignalIndex
    private let counts: Counts
    private let nextPosition: SignalIndex
    private let beams: [SignalIndex]
    private let massSignal: SignalIndex
    private var parameters: Parameters
    private var queue: LineQueue<Box>
    private var source: LineSource
    private var untilNext = 0.0
    private var wasCleared = false
    /// Number of the box that stands askew before the pusher, if any.
    private var askew: Int?
    /// Number of the box that the guide has caught, if any.
    private var caught: Int?
    private var fed = 0
    private var ejected = (tall: 0, small: 0)
    private var passed = (tall: 0, small: 0)
    private var fallen = 0
    private var removed = 0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        mass = site.add(Inertia(0), "boxes", site["load"])
        drag = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "drag", site["load"], site.frame)
        beltSpeed = parameters.belt.isEmpty ? nil : try site.signal("speed", of: parameters.belt)
        stopPosition = parameters.stop.isEmpty ? nil : try site.signal("position", of: parameters.stop)
        pusherPosition = parameters.pusher.isEmpty ? nil : try site.signal("position", of: parameters.pusher)
        feed = site.signal("feed")
        clear = site.signal("clear")
        counts = Counts(site)
        nextPosition = site.signal("next-box-position")
        beams = ["beam-1", "beam-2", "beam-3"].map { site.signal($0) }
        massSignal = site.signal("mass")
        queue = LineQueue(capacity: parameters.capacity)
        source = LineSource(seed: site.specimen)
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        if !isGuideCatching { caught = nil }
        load()
    }

    public mutating func update(_ tick: Tick) {
        let speed = beltSpeed.map { tick[$0] } ?? 0
        let plate = pusherPosition.map { tick[$0] } ?? 0
        let isStopUp = (stopPosition.map { tick[$0] } ?? 0) > parameters.stopReach
        let travel = speed * tick.dt
        if travel >= -LineQueue<Box>.standstill {
            advance(by: max(travel, 0), isStopUp: isStopUp, plate: plate)
        } else {
            withdraw(by: -travel, plate: plate)
        }
        push(plate)
        takeOff(tick[clear] > 0.5)
        if tick[feed] > 0.5 { arrive(tick.dt) }
        load()
        show(tick, speed)
    }

    private func rear(_ box: Box) -> Double { box.front - parameters.boxLength }

    /// The plate is still against a box that it has begun to push; once it draws back, the belt takes the box on.
    private func isOnPlate(_ box: Box, _ plate: Double) -> Bool {
        box.aside > 0 && plate - parameters.plateGap >= box.aside - 1e-4
            && rear(box) < parameters.pusherAt + parameters.plateWidth / 2
    }

    /// The belt's pull along the line, box by box from the most advanced.
    private mutating func advance(by distance: Double, isStopUp: Bool, plate: Double) {
        let p = parameters
        let plateRear = p.pusherAt - p.plateWidth / 2
        var ahead = Double.infinity
        var index = 0
        while index < queue.count {
            let front = queue[index].front
            var limit = ahead
            // What is already past an obstacle, or over it, goes on.
            if isStopUp && front <= p.stopAt { limit = min(limit, p.stopAt) }
            if isGuideCatching && front <= p.pusherAt { limit = min(limit, p.pusherAt) }
            if plate > p.plateGap && front <= plateRear { limit = min(limit, plateRear) }
            if isStuck(index) || isOnPlate(queue[index], plate) { limit = min(limit, front) }
            queue.carry(index, by: distance, upTo: limit)
            if isGuideCatching && caught == nil && queue[index].front == p.pusherAt { caught = index }
            if rear(queue[index]) >= p.length {
                if queue[index].isTall { passed.tall += 1 } else { passed.small += 1 }
                remove(index)
                continue
            }
            ahead = rear(queue[index])
            index += 1
        }
    }

    /// The belt turned the wrong way: boxes go back, and fall off the entry.
    private mutating func withdraw(by distance: Double, plate: Double) {
        for index in 0..<queue.count {
            queue.withdraw(index, by: distance, isKept: isStuck(index) || isOnPlate(queue[index], plate))
        }
        queue.closeUp(length: parameters.boxLength)
        while queue.count > 0, queue[queue.count - 1].front <= 0 {
            fallen += 1
            remove(queue.count - 1)
        }
    }

    private mutating func push(_ plate: Double) {
        let p = parameters
        let reach = plate - p.plateGap
        let (plateRear, plateFront) = (p.pusherAt - p.plateWidth / 2, p.pusherAt + p.plateWidth / 2)
        var index = 0
        while index < queue.count {
            let box = queue[index]
            let overlap = min(box.front, plateFront) - max(rear(box), plateRear)
            guard reach > box.aside, overlap > 0, !isStuck(index) else {
                index += 1
                continue
            }
            // The plate comes from the side: it meets a box that is not yet moved only while it is itself beside the belt.
            if box.aside == 0 && overlap < 0.2 * p.plateWidth {
                if askew == nil && overlap > 0.02 * p.plateWidth { askew = index }
                index += 1
                continue
            }
            queue[index].aside = reach
            if reach >= p.boxWidth / 2 {
                if box.isTall { ejected.tall += 1 } else { ejected.small += 1 }
                remove(index)
                continue
            }
            index += 1
        }
    }

    /// A hand takes the jammed box off.
    private mutating func takeOff(_ isCleared: Bool) {
        if isCleared && !wasCleared, let box = askew ?? caught {
            removed += 1
            remove(box)
        }
        wasCleared = isCleared
    }

    private mutating func arrive(_ dt: Double) {
        let p = parameters
        untilNext -= dt
        guard untilNext <= 0, !queue.isFull else { return }
        if queue.count > 0, rear(queue[queue.count - 1]) < p.spacing { return }
        let isTall = source.fraction() < p.tallShare
        let scatter = source.scatter(p.massSpread)
        queue.append(Box(front: p.boxLength, mass: (isTall ? p.tallMass : p.smallMass) * scatter, isTall: isTall))
        fed += 1
        untilNext = p.interval * source.scatter(p.intervalSpread)
    }

    private mutating func remove(_ index: Int) {
        queue.remove(at: index)
        askew = Self.number(askew, without: index)
        caught = Self.number(caught, without: index)
    }

    /// What becomes of a box's number when another one leaves the line.
    private static func number(_ box: Int?, without gone: Int) -> Int? {
        guard let box, box != gone else { return nil }
        return box > gone ? box - 1 : box
    }

    private var isGuideCatching: Bool { parameters.jam > 0.05 }
    private func isStuck(_ index: Int) -> Bool { index == askew || index == caught }

    private var isJammed: Bool { askew != nil || caught != nil }

    /// Puts the weight of the boxes on the belt: those that ride move with it, those that are held rub on it.
    private func load() {
        let (riding, held) = queue.weights
        let p = parameters
        var force = Self.gravity * (p.bedFriction * (riding + held) + p.boxFriction * held)
        if askew != nil { force += p.jamForce }
        if caught != nil { force += p.jam * p.jamForce }
        // A trace of mass: so that the terminal has an equation when nothing lies on the belt.
        mass.element.value = max(0.05, riding)
        drag.element.hold(force, give: 5e-5, speed: 0.3)
    }

    private func show(_ tick: Tick, _ speed: Double) {
        let p = parameters
        tick[counts.fed] = Double(fed)
        tick[counts.onBelt] = Double(queue.count)
        tick[counts.ejectedTall] = Double(ejected.tall)
        tick[counts.ejectedSmall] = Double(ejected.small)
        tick[counts.passedTall] = Double(passed.tall)
        tick[counts.passedSmall] = Double(passed.small)
        tick[counts.fallen] = Double(fallen)
        tick[counts.removed] = Double(removed)
        tick[counts.jammed] = isJammed ? 1 : 0
        tick[nextPosition] = queue.count > 0 ? queue[0].front : 0
        var total = 0.0
        var cut = (low: false, high: false, exit: false)
        for index in 0..<queue.count {
            let box = queue[index]
            total += box.mass
            // Where it will be in the middle of the coming step, for which the cells are set.
            let ahead = box.isHeld ? 0 : speed * tick.dt / 2
            cut.low = cut.low || spans(box, p.lowAt - ahead)
            cut.high = cut.high || (box.isTall && spans(box, p.highAt - ahead))
            cut.exit = cut.exit || spans(box, p.exitAt - ahead)
        }
        tick[massSignal] = total
        tick[beams[0]] = cut.low ? 1 : 0
        tick[beams[1]] = cut.high ? 1 : 0
        tick[beams[2]] = cut.exit ? 1 : 0
    }

    private func spans(_ box: Box, _ place: Double) -> Bool { rear(box) <= place && place <= box.front }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        if isJammed { return [Text(fr: "un carton est coincé", en: "a box is jammed")] }
        guard queue.count > 0 else { return [Text(fr: "aucun carton sur le tapis", en: "no box on the belt")] }
        let tall = (0..<queue.count).filter { queue[$0].isTall }.count
        return [
            Text(
                fr: "cartons sur le tapis : \(queue.count), dont grands : \(tall)",
                en: "boxes on the belt: \(queue.count), tall ones: \(tall)")
        ]
    }
}
