public import Notation

extension Danger {
    /// What would have happened to somebody real: said plainly, without gore.
    public var happening: Text { texts.happening }

    /// The rule that it breaks, and why the rule exists.
    public var rule: Text { texts.rule }

    private var texts: (happening: Text, rule: Text) {
        switch self {
        case .shock, .shortCircuit, .ohmsOnLive, .wrongFunctionOnLive, .liveWithoutEquipment, .enclosureOpenedLive: electrical
        case .workNotIsolated, .workNotLocked, .workNotVerified, .workAfterBadVerification, .wrongPlaceVerified,
            .isolatedUnderLoad:
            isolation
        case .crush, .entanglement, .fallingLoad, .underPressure, .oilJet, .burn: otherEnergies
        case .safetyBypassed, .guardOpenedMoving, .foreignLockRemoved, .outputForced, .beyondAuthorisation: defeated
        case .restartedGuardOff, .restartedToolLeft, .restartedUnwarned: restarts
        case .overTorque, .overPressure, .mixedWaste, .spill: surroundings
        }
    }

    private var electrical: (Text, Text) {
        switch self {
        case .shock:
            (
                Text(fr: "Tu as touché une partie sous tension : électrisation.", en: "You touched a live part: electric shock."),
                Text(
                    fr: "On ne touche un conducteur qu'après consignation et vérification d'absence de tension (NF C 18-510).",
                    en: "A conductor is touched only after lockout and proof that it is dead (NF C 18-510).")
            )
        case .shortCircuit:
            (
                Text(
                    fr: "Court-circuit : arc, projection, protection déclenchée.",
                    en: "Short circuit: an arc, sparks, a protection tripped."),
                Text(
                    fr: "Sous tension, on ne relie jamais deux potentiels ; l'ampèremètre ne se met pas en parallèle.",
                    en: "Two live potentials are never joined; an ammeter never goes across them.")
            )
        case .ohmsOnLive:
            (
                Text(
                    fr: "Ohmmètre sur un circuit sous tension : mesure fausse, appareil abîmé.",
                    en: "Ohms on a live circuit: a false reading, a damaged meter."),
                Text(
                    fr: "Résistance, continuité et isolement se mesurent hors tension, absence de tension vérifiée.",
                    en: "Resistance, continuity and insulation are measured dead, and proved dead.")
            )
        case .wrongFunctionOnLive:
            (
                Text(
                    fr: "Appareil sur la mauvaise fonction : il ne montre pas la tension dangereuse qui est là.",
                    en: "The meter was on the wrong function: it does not show the dangerous voltage that is there."),
                Text(
                    fr: "On choisit la fonction d'après la source (continu ou alternatif) : un zéro ne vaut que sur la bonne.",
                    en: "The function follows the source (direct or alternating): a zero counts on the right one only.")
            )
        case .liveWithoutEquipment:
            (
                Text(
                    fr: "Mesure sous tension sans les équipements de protection.",
                    en: "A live measurement without protective equipment."),
                Text(
                    fr: "En basse tension nue : gants isolants, écran facial, pointes protégées, habilitation.",
                    en: "On bare low voltage: insulating gloves, face shield, shrouded probes, authorisation.")
            )
        default:
            (
                Text(fr: "Armoire ouverte sous tension sans protection.", en: "The cabinet was opened live without protection."),
                Text(
                    fr: "Ouvrir une armoire sous tension expose au voisinage : habilitation et équipements d'abord.",
                    en: "Opening a live cabinet exposes to bare parts: authorisation and equipment first.")
            )
        }
    }

    private var isolation: (Text, Text) {
        switch self {
        case .workNotIsolated:
            (
                Text(
                    fr: "Travail sur une partie qui n'est pas séparée de son énergie.",
                    en: "Work on a part that is not isolated from its energy."),
                Text(
                    fr: "On sépare d'abord, avec un organe à coupure certaine ; un bouton d'arrêt ne sépare rien.",
                    en: "Isolate first, with a device of certain break; a stop button isolates nothing.")
            )
        case .workNotLocked:
            (
                Text(
                    fr: "Travail sans ton cadenas : quelqu'un pouvait remettre l'énergie.",
                    en: "Work without your padlock: anyone could have restored the energy."),
                Text(fr: "Un intervenant, un cadenas, une clé.", en: "One worker, one padlock, one key.")
            )
        case .workNotVerified:
            (
                Text(
                    fr: "Travail sans avoir vérifié l'absence d'énergie.",
                    en: "Work without having proved that the energy is gone."),
                Text(
                    fr: "Séparer ne suffit pas : un pôle collé, une autre source, une pression restent possibles. On vérifie.",
                    en: "Isolating is not enough: a welded pole, another source, a pressure may remain. Prove it.")
            )
        case .workAfterBadVerification:
            (
                Text(
                    fr: "Travail alors que la vérification avait trouvé de l'énergie.",
                    en: "Work although the verification had found energy."),
                Text(
                    fr: "Toute lecture non nulle arrête tout : on cherche la source et on recommence.",
                    en: "Any reading that is not zero stops everything: find the source and start again.")
            )
        case .wrongPlaceVerified:
            (
                Text(
                    fr: "Vérification faite ailleurs qu'au lieu de travail.",
                    en: "The verification was made elsewhere than at the place of work."),
                Text(
                    fr: "L'absence de tension se vérifie au plus près de l'endroit où tu vas toucher.",
                    en: "Absence of voltage is proved as near as possible to where you are going to touch.")
            )
        default:
            (
                Text(fr: "Sectionneur ouvert en charge.", en: "The isolator was opened under load."),
                Text(
                    fr: "On arrête la machine d'abord : un sectionneur n'est pas fait pour couper un courant.",
                    en: "Stop the machine first: an isolator is not made to break a current.")
            )
        }
    }

    private var otherEnergies: (Text, Text) {
        switch self {
        case .crush:
            (
                Text(
                    fr: "Ta main était dans la course d'un actionneur : écrasement.",
                    en: "Your hand was in an actuator's way: crushed."),
                Text(
                    fr: "Personne dans la zone dangereuse tant que l'énergie n'est pas consignée.",
                    en: "Nobody in the danger zone until the energy is locked out.")
            )
        case .entanglement:
            (
                Text(fr: "Tu as approché une partie tournante : entraînement.", en: "You came near a turning part: drawn in."),
                Text(
                    fr: "On attend l'arrêt complet ; pas de gant près d'un arbre qui tourne.",
                    en: "Wait for a full stop; no gloves near a turning shaft.")
            )
        case .fallingLoad:
            (
                Text(fr: "Une charge non calée est descendue.", en: "A load that was not propped came down."),
                Text(
                    fr: "On cale avant de couper l'énergie ; un frein ne remplace pas une cale.",
                    en: "Prop before cutting the energy; a brake does not replace a prop.")
            )
        case .underPressure:
            (
                Text(
                    fr: "Raccord ouvert sous pression : le tuyau a fouetté.",
                    en: "A fitting was opened under pressure: the hose whipped."),
                Text(
                    fr: "On purge, et on lit zéro en aval, avant de desserrer un raccord.",
                    en: "Bleed, and read zero downstream, before loosening a fitting.")
            )
        case .oilJet:
            (
                Text(fr: "Jet d'huile sous pression.", en: "A jet of oil under pressure."),
                Text(
                    fr: "On décharge l'accumulateur et les branches ; une fuite ne se cherche jamais à la main.",
                    en: "Discharge the accumulator and every branch; a leak is never felt for by hand.")
            )
        default:
            (
                Text(fr: "Tu as touché une partie brûlante.", en: "You touched a burning hot part."),
                Text(
                    fr: "On mesure la température, ou on attend, avant de toucher.",
                    en: "Measure the temperature, or wait, before touching.")
            )
        }
    }

    private var defeated: (Text, Text) {
        switch self {
        case .safetyBypassed:
            (
                Text(fr: "Une sécurité a été neutralisée.", en: "A safety device was defeated."),
                Text(
                    fr: "Une sécurité protège quelqu'un qui n'en sait rien : on ne la neutralise jamais. Geste éliminatoire.",
                    en: "A safety device protects somebody who does not know: it is never defeated. Eliminatory.")
            )
        case .foreignLockRemoved:
            (
                Text(fr: "Le cadenas d'un autre a été ôté.", en: "Somebody else's padlock was removed."),
                Text(
                    fr: "Seul celui qui l'a posé l'ôte : il est peut-être encore dans la machine. Geste éliminatoire.",
                    en: "Only who put it on takes it off: they may still be in the machine. Eliminatory.")
            )
        case .outputForced:
            (
                Text(
                    fr: "Une variable d'automate est restée forcée pour remettre en route.",
                    en: "A PLC variable was left forced to get going again."),
                Text(
                    fr: "Un forçage n'est jamais une réparation. Geste éliminatoire.",
                    en: "Forcing is never a repair. Eliminatory.")
            )
        case .guardOpenedMoving:
            (
                Text(
                    fr: "Protecteur ouvert alors que la machine tournait encore.",
                    en: "A guard was opened while the machine was still moving."),
                Text(fr: "On arrête, on attend l'arrêt complet, puis on ouvre.", en: "Stop, wait for standstill, then open.")
            )
        default:
            (
                Text(fr: "Geste hors de ton habilitation.", en: "An act beyond your authorisation."),
                Text(
                    fr: "L'employeur délivre le titre ; sans lui, on demande à quelqu'un qui l'a.",
                    en: "The employer issues the authorisation; without it, ask somebody who has it.")
            )
        }
    }

    private var restarts: (Text, Text) {
        switch self {
        case .restartedGuardOff:
            (
                Text(
                    fr: "Machine remise en route avec un protecteur ouvert ou ôté.",
                    en: "The machine was restarted with a guard open or off."),
                Text(fr: "Carters et portes en place avant toute énergie.", en: "Guards and doors in place before any energy.")
            )
        case .restartedToolLeft:
            (
                Text(
                    fr: "Machine remise en route, un outil resté dedans.",
                    en: "The machine was restarted with a tool left inside."),
                Text(fr: "On compte ses outils avant de rétablir l'énergie.", en: "Count your tools before restoring the energy.")
            )
        default:
            (
                Text(
                    fr: "Machine remise en route sans prévenir personne.",
                    en: "The machine was restarted without warning anybody."),
                Text(
                    fr: "Personnes écartées et prévenues avant de rétablir l'énergie.",
                    en: "People clear and warned before the energy is restored.")
            )
        }
    }

    private var surroundings: (Text, Text) {
        switch self {
        case .overTorque:
            (
                Text(fr: "Serrage au-delà du couple : filet abîmé.", en: "Tightened beyond the torque: the thread is damaged."),
                Text(
                    fr: "Le couple est dans la notice ; la clé dynamométrique le donne.",
                    en: "The torque is in the manual; a torque driver gives it.")
            )
        case .overPressure:
            (
                Text(fr: "Pression réglée au-delà de la limite.", en: "Pressure set beyond the limit."),
                Text(
                    fr: "La limite est sur la plaque : on ne la dépasse pas, même pour essayer.",
                    en: "The limit is on the plate: it is not passed, even to try.")
            )
        case .mixedWaste:
            (
                Text(fr: "Déchets mélangés.", en: "Waste was mixed."),
                Text(
                    fr: "Huile, solvant, chiffons gras, composants : chacun son bac ; mélangés, plus rien ne se recycle.",
                    en: "Oil, solvent, oily rags, components: each its bin; once mixed nothing can be recycled.")
            )
        default:
            (
                Text(fr: "Du fluide s'est répandu.", en: "Fluid was spilt."),
                Text(
                    fr: "Rétention et absorbant en place avant d'ouvrir un circuit.",
                    en: "Tray and absorbent in place before a circuit is opened.")
            )
        }
    }
}
