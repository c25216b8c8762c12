public import Notation

/// A new machine's folder, written so that it checks at once and is then made better: a belt with its motor starter, a sensor and a
/// controller, three faults.
public struct MachineScaffold: Sendable {
    /// Names and texts.
    public let files: [(name: String, text: String)]

    /// - Parameters:
    ///   - name: the folder's.
    ///   - language: of comments and names; every text that is read in a session is in both.
    public init(named name: String, _ language: Language) {
        let writer = Writer(name: name, language: language)
        files = [
            ("machine.yaml", writer.machine), ("program.yaml", writer.program), ("modbus.yaml", writer.map),
            ("faults.yaml", writer.faults), ("states.yaml", writer.states), ("maintenance.yaml", writer.maintenance),
        ]
    }
}

private struct Writer {
    let name: String
    let language: Language

    private func said(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }

    private var desk: String { said("pupitre", "desk") }
    private var cabinet: String { said("armoire", "cabinet") }
    private var belt: String { said("tapis", "belt") }

    // MARK: - What it is made of

    var machine: String {
        """
        # \(said("De quoi la machine est faite, et comment c'est relié. Une borne s'écrit REPÈRE:BORNE.", "What the machine is made of, and how it is joined. A terminal is written REF:TERMINAL."))
        # \(said("Les types et leurs paramètres : banc list components, puis banc show TYPE.", "Types and their parameters: banc list components, then banc show TYPE."))
        # \(said("À chaque changement : banc machine check \(name).", "After each change: banc machine check \(name)."))
        format: 1
        machine:
          name: \(name)
          text: {fr: Convoyeur à un tapis, en: One-belt conveyor}
          revision: A
          supply: {fr: 3 × 400 V + N + PE 50 Hz, en: 3 × 400 V + N + PE 50 Hz}
          # \(said("Les gestes qui la mettent en production, à partir du repos.", "The acts that take it from rest to production."))
          start: [S1@1s]

        # \(said("Les lieux. door : une porte à ouvrir ; near : ce qui se voit de là.", "Places. door: one to be opened; near: what is seen from there."))
        locations:
          \(desk): {text: {fr: le pupitre, en: the control desk}, near: [\(cabinet), \(belt)]}
          \(cabinet): {text: {fr: l'armoire électrique, en: the electrical cabinet}, door: true, exposed: IP2X, near: [\(desk)]}
          \(belt): {text: {fr: le tapis, en: the belt}, near: [\(desk)]}

        wire-classes:
          power: {section: 1.5 mm², colour: {fr: noir, en: black}, rated: 2 A, length: 1 m}
          neutral: {section: 1.5 mm², colour: {fr: bleu clair, en: light blue}, rated: 1 A, length: 1 m}
          earth: {section: 2.5 mm², colour: {fr: vert-jaune, en: green-yellow}, rated: 10 mA, length: 1.5 m}
          control: {section: 0.75 mm², colour: {fr: bleu foncé, en: dark blue}, rated: 0.1 A, length: 1.5 m}
          supply: {section: 1 mm², colour: {fr: bleu foncé, en: dark blue}, rated: 2 A, length: 0.6 m}
          sensor: {section: 0.34 mm², colour: {fr: noir, en: black}, rated: 15 mA, length: 5 m}

        components:
          # \(said("400 V : réseau, sectionneur, départ moteur.", "400 V: mains, isolator, motor starter."))
          RESEAU: {type: three-phase-supply, location: \(cabinet), voltage: 400 V, frequency: 50 Hz, short-circuit-current: 1.5 kA, text: {fr: réseau de l'atelier, en: workshop network}}
          XPE: {type: terminal-strip, location: \(cabinet), count: 4, text: {fr: barrette de terre, en: earth terminals}}
          Q0: {type: isolator, location: \(cabinet), accessible: outside, poles: 4, closed: true, article: VBF1, text: {fr: sectionneur général cadenassable, en: lockable main isolator}}
          Q1: {type: motor-breaker, location: \(cabinet), closed: true, setting: 1.1 A, article: GV2ME06, text: {fr: disjoncteur moteur de M1, en: motor circuit-breaker of M1}}
          KM1: {type: contactor, location: \(cabinet), voltage: 24 V, power: 2.4 W, article: LC1D09BL, text: {fr: contacteur du tapis, en: contactor of the belt}}

          # \(said("24 V : alimentation reliée à la terre, une branche pour l'automate, une pour les sorties et les capteurs.", "24 V: supply bonded to earth, one branch for the PLC, one for outputs and sensors."))
          QT1: {type: circuit-breaker, location: \(cabinet), poles: 2, rating: 2 A, curve: C, closed: true, article: A9F74202, text: {fr: disjoncteur de T1, en: breaker of T1}}
          T1: {type: power-supply, location: \(cabinet), voltage: 24 V, current-limit: 3 A, article: ABL8REM24030, text: {fr: alimentation 24 V DC, en: 24 V DC supply}}
          LP1: {type: link, location: \(cabinet), text: {fr: pontet 0 V – PE, en: 0 V to PE link}}
          F1: {type: fuse, location: \(cabinet), rating: 2 A, article: FUS-5X20-2AT, text: {fr: branche automate, en: PLC branch}}
          F2: {type: fuse, location: \(cabinet), rating: 2 A, article: FUS-5X20-2AT, text: {fr: branche sorties et capteurs, en: outputs and sensors branch}}
          X2: {type: terminal-strip, location: \(cabinet), count: 6, article: NSYTRV22, text: {fr: bornier 24 V, en: 24 V terminals}}

          # \(said("Automate : les entrées sont %I0.0 à %I0.7, les sorties %Q0.0 à %Q0.3.", "PLC: inputs are %I0.0 to %I0.7, outputs %Q0.0 to %Q0.3."))
          A1: {type: plc-cpu, location: \(cabinet), start-time: 1 s, text: {fr: "automate : unité centrale", en: "PLC: processor"}}
          A2: {type: plc-inputs, location: \(cabinet), channels: 8, text: {fr: 8 entrées, en: 8 inputs}}
          A3: {type: plc-outputs, location: \(cabinet), channels: 4, cpu: A1, text: {fr: 4 sorties, en: 4 outputs}}

          # \(said("Pupitre et capteur.", "Desk and sensor."))
          S0: {type: emergency-stop, location: \(desk), article: XB5AS8444, text: {fr: arrêt d'urgence, en: emergency stop}}
          S1: {type: push-button, location: \(desk), contacts: "no", article: XB5AA31, text: {fr: bouton vert marche, en: green start button}}
          S2: {type: push-button, location: \(desk), contacts: "nc", article: XB5AA42, text: {fr: bouton rouge arrêt et acquittement, en: red stop and acknowledge button}}
          H1: {type: lamp, location: \(desk), voltage: 24 V, power: 1 W, article: XB5AVB3, text: {fr: voyant vert en production, en: green lamp in production}}
          H2: {type: lamp, location: \(desk), voltage: 24 V, power: 1 W, article: XB5AVB4, text: {fr: voyant rouge défaut, en: red lamp fault}}
          B1: {type: photocell, location: \(belt), sees: FLUX, beam: 3, article: XUB5BPANM12, text: {fr: cellule de sortie, en: exit cell}}

          # \(said("Le tapis, et ce qu'il porte : c'est FLUX qui compte ce que la machine fait.", "The belt, and what it carries: it is FLUX that counts what the machine makes."))
          M1: {type: induction-motor, location: \(belt), voltage: 400 V, frequency: 50 Hz, power: 0.37 kW, article: MOT-71-4P-037, text: {fr: moteur du tapis, en: belt motor}}
          R1: {type: gearbox, location: \(belt), ratio: 20, efficiency: 0.58, article: RED-63-I20, text: {fr: réducteur à vis, en: worm gearbox}}
          TA1: {type: conveyor-belt, location: \(belt), text: {fr: tapis, en: belt}}
          FLUX: {type: box-line, location: \(belt), belt: TA1, length: 3 m, exit-cell: 2.5 m, tall-share: 0, interval: 4 s, text: {fr: cartons, en: boxes}}

        wires:
          # \(said("Puissance.", "Power."))
          "1": {from: "RESEAU:L1", to: "Q0:1", class: power}
          "2": {from: "RESEAU:L2", to: "Q0:3", class: power}
          "3": {from: "RESEAU:L3", to: "Q0:5", class: power}
          "4": {from: "RESEAU:N", to: "Q0:7", class: neutral}
          "5": {from: "RESEAU:PE", to: "XPE:1a", class: earth}
          P1: {from: "XPE:1a", to: "XPE:2a", class: earth}
          P2: {from: "XPE:2a", to: "XPE:3a", class: earth}
          P3: {from: "XPE:3a", to: "XPE:4a", class: earth}
          "11": {from: "Q0:2", to: "Q1:1", class: power}
          "12": {from: "Q0:4", to: "Q1:3", class: power}
          "13": {from: "Q0:6", to: "Q1:5", class: power}
          "14": {from: "Q1:2", to: "KM1:1", class: power}
          "15": {from: "Q1:4", to: "KM1:3", class: power}
          "16": {from: "Q1:6", to: "KM1:5", class: power}
          "17": {from: "KM1:2", to: "M1:U", class: power, length: 6 m}
          "18": {from: "KM1:4", to: "M1:V", class: power, length: 6 m}
          "19": {from: "KM1:6", to: "M1:W", class: power, length: 6 m}
          "20": {from: "XPE:2b", to: "M1:PE", class: earth, length: 6 m}
          "21": {from: "Q0:2", to: "QT1:1", class: power}
          "22": {from: "Q0:8", to: "QT1:3", class: neutral}
          "23": {from: "QT1:2", to: "T1:L", class: power}
          "24": {from: "QT1:4", to: "T1:N", class: neutral}
          "25": {from: "XPE:3b", to: "T1:PE", class: earth}
          "26": {from: "XPE:4b", to: "LP1:b", class: earth}

          # \(said("24 V : X2:1 et X2:2 le +24 V, X2:3 à X2:6 le 0 V.", "24 V: X2:1 and X2:2 the +24 V, X2:3 to X2:6 the 0 V."))
          "100": {from: "T1:-", to: "X2:3a", class: supply}
          "101": {from: "T1:+", to: "F1:1", class: supply}
          "102": {from: "F1:1", to: "F2:1", class: supply}
          "103": {from: "F1:2", to: "A1:L+", class: supply}
          "104": {from: "F2:2", to: "X2:1a", class: supply}
          "105": {from: "X2:3b", to: "LP1:a", class: supply}
          "106": {from: "X2:4b", to: "A1:M", class: supply}
          "107": {from: "A1:M", to: "A2:M", class: supply}
          "108": {from: "A2:M", to: "A3:M", class: supply}
          "109": {from: "X2:1b", to: "A3:L+", class: supply}
          P11: {from: "X2:1a", to: "X2:2a", class: supply}
          P12: {from: "X2:3a", to: "X2:4a", class: supply}
          P13: {from: "X2:4a", to: "X2:5a", class: supply}
          P14: {from: "X2:5a", to: "X2:6a", class: supply}

          # \(said("Entrées : 120 + voie.", "Inputs: 120 + channel."))
          "116": {from: "F1:2", to: "S2:11", class: control}
          "117": {from: "S2:11", to: "S1:13", class: control}
          "118": {from: "S1:13", to: "S0:21", class: control}
          "119": {from: "F1:2", to: "Q1:13", class: control}
          "120": {from: "S2:12", to: "A2:I0", class: control}
          "121": {from: "S1:14", to: "A2:I1", class: control}
          "122": {from: "S0:22", to: "A2:I2", class: control}
          "123": {from: "Q1:14", to: "A2:I3", class: control}
          "124": {from: "B1:4", to: "A2:I4", class: sensor}
          "130": {from: "X2:2b", to: "B1:1", class: sensor}
          "131": {from: "X2:5b", to: "B1:3", class: sensor}

          # \(said("Sorties : 140 + voie. La bobine de KM1 passe par l'arrêt d'urgence ; une vraie machine y met un relais de sécurité.", "Outputs: 140 + channel. The coil of KM1 goes through the emergency stop; a real machine has a safety relay there."))
          "140": {from: "A3:Q0", to: "S0:11", class: control}
          "150": {from: "S0:12", to: "KM1:A1", class: control}
          "151": {from: "X2:6b", to: "KM1:A2", class: control}
          "141": {from: "A3:Q1", to: "H1:X1", class: control}
          "142": {from: "A3:Q2", to: "H2:X1", class: control}
          "152": {from: "KM1:A2", to: "H1:X2", class: control}
          "153": {from: "H1:X2", to: "H2:X2", class: control}

        shafts:
          AR1: {from: "M1:shaft", to: "R1:in"}
          AR2: {from: "R1:out", to: "TA1:drum"}
          AR3: {from: "FLUX:load", to: "TA1:load"}

        # \(said("Les noms que l'on donne à un endroit où l'on mesure.", "Names that are given to a place of measure."))
        points:
          0V: {terminal: "X2:3b", location: \(cabinet), text: {fr: 0 V commun, en: common 0 V}}
          24V: {terminal: "F1:1", location: \(cabinet), text: {fr: +24 V avant les fusibles, en: +24 V before the fuses}}
          L1: {terminal: "Q0:2", location: \(cabinet), text: {fr: phase 1 en aval de Q0, en: phase 1 downstream of Q0}}
          L2: {terminal: "Q0:4", location: \(cabinet), text: {fr: phase 2 en aval de Q0, en: phase 2 downstream of Q0}}
          L3: {terminal: "Q0:6", location: \(cabinet), text: {fr: phase 3 en aval de Q0, en: phase 3 downstream of Q0}}
          N: {terminal: "Q0:8", location: \(cabinet), text: {fr: neutre en aval de Q0, en: neutral downstream of Q0}}
          \(said("vitesse-tapis", "belt-speed")): {of: TA1, signal: speed, location: \(belt), text: {fr: dessus du tapis, en: top of the belt}}

        chains:
          energy:
            - {verb: alimenter, components: [RESEAU, T1]}
            - {verb: distribuer, components: [Q0, Q1, KM1]}
            - {verb: convertir, components: [M1]}
            - {verb: transmettre, components: [R1]}
            - {verb: agir, components: [TA1]}
          information:
            - {verb: acquérir, components: [S0, S1, S2, B1]}
            - {verb: traiter, components: [A1, A2]}
            - {verb: communiquer, components: [A3, H1, H2]}

        """
    }

    // MARK: - How it is controlled

    var program: String {
        """
        # \(said("Le programme : un GRAFCET (CEI 60848) sous les modes du GEMMA, exécuté toutes les 10 ms.", "The program: a GRAFCET (IEC 60848) under the modes of the GEMMA, scanned every 10 ms."))
        format: 1

        variables:
          S2: {address: "%I0.0", reference: S2, meaning: {fr: bouton arrêt relâché, en: stop button released}}
          S1: {address: "%I0.1", reference: S1, meaning: {fr: bouton marche appuyé, en: start button pressed}}
          S0: {address: "%I0.2", reference: S0, meaning: {fr: arrêt d'urgence relâché, en: emergency stop released}}
          Q1: {address: "%I0.3", reference: Q1, meaning: {fr: disjoncteur moteur enclenché, en: motor circuit-breaker on}}
          B1: {address: "%I0.4", reference: B1, meaning: {fr: carton en sortie, en: box at the exit}}
          KM1: {address: "%Q0.0", reference: KM1, meaning: {fr: marche du tapis, en: run the belt}}
          H1: {address: "%Q0.1", reference: H1, meaning: {fr: voyant vert, en: green lamp}}
          H2: {address: "%Q0.2", reference: H2, meaning: {fr: voyant rouge, en: red lamp}}
          \(said("pret", "ready")): {address: "%M0", meaning: {fr: rien n'empêche de partir, en: nothing prevents the start}}
          # \(said("Gardé à la coupure : c'est ce que la machine a fait.", "Kept without power: it is what the machine has made."))
          \(said("cartons", "boxes")): {address: "%MW0", retain: true, meaning: {fr: cartons sortis, en: boxes out}}
          mode_gemma: {address: "%MW1", type: count, meaning: {fr: "mode du GEMMA : 11 A1, 21 F1, 22 F2, 31 D1", en: "GEMMA mode: 11 A1, 21 F1, 22 F2, 31 D1"}}
          \(said("clignotant", "blink")): {address: "%S6", meaning: {fr: un coup par seconde, en: once a second}}

        equations:
          \(said("pret", "ready")): S0 AND Q1
          KM1: X2
          H1: X2 OR (X1 AND \(said("clignotant", "blink")))
          H2: X3

        modes:
          A1: {when: X0, name: {fr: arrêt, en: stopped}}
          F2: {when: X1, name: {fr: préparation — démarrage imminent, en: preparation — about to start}}
          F1: {when: X2, name: {fr: production, en: production}}
          D1: {when: X3, name: {fr: arrêt d'urgence ou disjoncteur, en: emergency stop or circuit-breaker}}

        alarms:
          S0: {when: NOT S0, text: {fr: Arrêt d'urgence enfoncé, en: Emergency stop pressed}}
          Q1: {when: NOT Q1, text: {fr: Disjoncteur moteur Q1 déclenché, en: Motor circuit-breaker Q1 tripped}}
          B1: {when: X2 AND 15s/(NOT B1), text: {fr: Aucun carton en sortie depuis 15 s, en: No box at the exit for 15 s}}

        charts:
          GP:
            rank: 1
            title: {fr: Marche du tapis, en: Running the belt}
            steps:
              0: {initial: true, meaning: {fr: A1 — attendre S1, en: A1 — wait for S1}, actions: {activation: "mode_gemma := 11"}}
              1: {meaning: {fr: F2 — avertir, en: F2 — warn}, actions: {activation: "mode_gemma := 22"}}
              2: {meaning: {fr: F1 — le tapis tourne, en: F1 — the belt runs}, actions: {activation: "mode_gemma := 21"}}
              3: {meaning: {fr: D1 — défaut, en: D1 — fault}, actions: {activation: "mode_gemma := 31"}}
            transitions:
              - {from: 0, to: 1, if: ↑S1 AND S2 AND \(said("pret", "ready"))}
              - {from: 0, to: 3, if: NOT \(said("pret", "ready"))}
              - {from: 1, to: 2, if: 2s/X1 AND S2 AND \(said("pret", "ready"))}
              - {from: 1, to: 0, if: NOT S2 AND \(said("pret", "ready"))}
              - {from: 1, to: 3, if: NOT \(said("pret", "ready"))}
              - {from: 2, to: 0, if: NOT S2 AND \(said("pret", "ready"))}
              - {from: 2, to: 3, if: NOT \(said("pret", "ready"))}
              - {from: 3, to: 0, if: ↓S2 AND \(said("pret", "ready"))}

          GC:
            rank: 2
            title: {fr: Comptage, en: Counting}
            steps:
              10: {initial: true, meaning: {fr: attendre un carton, en: wait for a box}}
              11: {meaning: {fr: un carton passe, en: a box goes by}}
            transitions:
              - {from: 10, to: 11, if: X2 AND B1}
              - {from: 11, to: 10, if: NOT B1, do: \(said("cartons", "boxes")) := \(said("cartons", "boxes")) + 1}

        """
    }

    var map: String {
        """
        # \(said("La table Modbus TCP. Les adresses sont celles du protocole, à partir de 0 ; valeur = brut × scale + offset, en SI.", "The Modbus TCP map. Addresses are the protocol's, from 0; value = raw × scale + offset, in SI."))
        format: 1
        unit: 1

        discrete-inputs:
          0: {variable: S2, text: {fr: "%I0.0 arrêt relâché", en: "%I0.0 stop released"}}
          1: {variable: S1, text: {fr: "%I0.1 marche", en: "%I0.1 start"}}
          2: {variable: S0, text: {fr: "%I0.2 arrêt d'urgence relâché", en: "%I0.2 emergency stop released"}}
          3: {variable: Q1, text: {fr: "%I0.3 Q1 enclenché", en: "%I0.3 Q1 on"}}
          4: {variable: B1, text: {fr: "%I0.4 carton en sortie", en: "%I0.4 box at the exit"}}

        coils:
          16: {variable: KM1, text: {fr: "%Q0.0 marche du tapis", en: "%Q0.0 run the belt"}}
          17: {variable: H1, text: {fr: "%Q0.1 voyant vert", en: "%Q0.1 green lamp"}}
          18: {variable: H2, text: {fr: "%Q0.2 voyant rouge", en: "%Q0.2 red lamp"}}

        input-registers:
          0: {variable: mode_gemma, text: {fr: mode du GEMMA, en: GEMMA mode}}
          1: {variable: \(said("cartons", "boxes")), text: {fr: cartons sortis, en: boxes out}}
          2: {of: TA1, signal: speed, format: i16, scale: 0.001, text: {fr: vitesse du tapis en mm/s, en: belt speed in mm/s}}

        """
    }

    // MARK: - What goes wrong with it

    var faults: String {
        """
        # \(said("Ce qui tombe en panne : une panne change un constituant ou un fil, jamais un symptôme. banc show TYPE dit ce qui peut arriver.", "What goes wrong: a fault changes a component or a wire, never a symptom. banc show TYPE says what can happen."))
        # \(said("likelihood la pèse contre les autres ; symptom est ce que dit l'exploitant.", "likelihood weighs it against the others; symptom is what the operator says."))
        # \(said("Si rien dans states.yaml ne peut la montrer, dis-le : unseen: {fr: …, en: …}.", "If nothing in states.yaml can show it, say so: unseen: {fr: …, en: …}."))
        format: 1
        faults:
          - id: \(said("cellule-b1-sale", "cell-b1-dirty"))
            text: {fr: cellule B1 encrassée, en: cell B1 dirty}
            component: B1
            failure: dirty
            severity: 0.9
            technology: electricity
            likelihood: 4
            cause: {fr: poussière de carton sur la lentille, en: cardboard dust on the lens}
            symptom: {fr: le tapis tourne et rien n'est compté, en: the belt runs and nothing is counted}
            remedy: {action: clean}
          - id: \(said("borne-x2-6-desserree", "terminal-x2-6-loose"))
            text: {fr: "borne X2:6 desserrée (0 V de KM1 et des voyants)", en: "terminal X2:6 loose (0 V of KM1 and of the lamps)"}
            component: X2
            failure: loose
            item: "6"
            technology: electricity
            likelihood: 3
            cause: {fr: vibrations, en: vibration}
            symptom: {fr: le tapis ne part pas et aucun voyant ne s'allume, en: the belt does not start and no lamp lights}
            remedy: {action: tighten, value: 0.6 N·m}
          - id: \(said("bobine-km1-coupee", "coil-km1-open"))
            text: {fr: bobine de KM1 coupée, en: coil of KM1 open}
            component: KM1
            failure: coil-open
            technology: electricity
            likelihood: 1
            cause: {fr: échauffement, en: heat}
            symptom: {fr: "le voyant vert s'allume, le tapis ne tourne pas", en: "the green lamp lights, the belt does not run"}
            remedy: {action: replace, part: LC1D09BL}

        """
    }

    var states: String {
        """
        # \(said("Les états où l'on cherche une panne, chacun depuis la mise sous tension, ou depuis la fin d'un autre avec after.", "The states in which a fault is looked for, each from power-up, or from the end of another with after."))
        # \(said("dead : plus rien n'est sous tension, les ohms se lisent ; slow : seulement pour ce qu'aucun autre n'a montré.", "dead: nothing is live any more, ohms are read; slow: only for what no other has shown."))
        format: 1
        states:
          \(said("sous-tension", "powered")):
            text: {fr: "sous tension, à l'arrêt", en: "under power, stopped"}
            operations: [{wait: 2 s}]
          \(said("isole", "isolated")):
            text: {fr: Q0 ouvert, en: Q0 open}
            after: \(said("sous-tension", "powered"))
            operations: [{operate: Q0, position: \(said("ouvert", "open"))}, {wait: 3 s}]
            dead: true
          production:
            text: {fr: en production, en: in production}
            after: \(said("sous-tension", "powered"))
            operations: [{operate: S1}, {wait: 30 s}]

        """
    }

    // MARK: - How it is looked after

    var maintenance: String {
        """
        # \(said("Comment on l'entretient : qui, quelles énergies condamner, quels outils, quelles pièces, quels essais.", "How it is looked after: who, which energies to lock out, which tools, which parts, which tests."))
        format: 1

        people:
          \(said("nadia", "nadia")): {name: Nadia, role: {fr: conductrice, en: operator}}

        # \(said("Dans l'ordre où on les sépare ; proves : les paires qui ne doivent plus rien lire.", "In the order in which they are separated; proves: the pairs that must read nothing."))
        sources:
          Q0:
            energy: electricity
            text: {fr: réseau 400 V de la machine, en: 400 V mains of the machine}
            device: Q0
            proves: [[L1, L2], [L2, L3], [L1, L3], [L1, N], [L2, N], [L3, N], [L1, PE], [L2, PE], [L3, PE], [N, PE], [24V, 0V], [24V, PE]]

        tools:
          multimeter: {text: {fr: multimètre, en: multimeter}, checked-weeks-ago: 12, valid-weeks: 52}
          voltage-tester: {text: {fr: VAT bipolaire, en: two-pole voltage tester}, checked-weeks-ago: 12, valid-weeks: 52}
          torque-driver: {text: {fr: "tournevis dynamométrique 0,2–2 N·m", en: "torque screwdriver 0.2–2 N·m"}}
          screwdriver: {text: {fr: tournevis isolé, en: insulated screwdriver}}
          spanner: {text: {fr: clés, en: spanners}}
          cloth: {text: {fr: chiffon sec, en: dry cloth}}
          labels: {text: {fr: repères, en: wire markers}}
          padlock: {text: {fr: cadenas personnel, en: personal padlock}}

        torques:
          - {of: X2, torque: 0.6 N·m}

        spares:
          LC1D09BL: {text: {fr: contacteur 24 V DC, en: 24 V DC contactor}, fits: [KM1], stock: 1, price: 61, delay: 2 d}
          XUB5BPANM12: {text: {fr: cellule photoélectrique, en: photoelectric cell}, fits: [B1], stock: 1, price: 74, delay: 3 d}
          FUS-5X20-2AT: {text: {fr: fusible 2 A, en: 2 A fuse}, fits: [F1, F2], stock: 10, price: 0.4, delay: 1 d}

        bins:
          weee: {text: {fr: DEEE (électrique et électronique), en: WEEE (electrical and electronic)}}
        wastes:
          old-electrical-part: {text: {fr: appareil électrique usagé, en: old electrical part}, bin: weee, from: [KM1, B1, F1, F2]}

        # \(said("Comment on l'essaie : les gestes, et le mode qui doit venir. restart la remet en production.", "How it is tried: the acts, and the mode that must come. restart puts it back in production."))
        tests:
          emergency-stop:
            operations: [{operate: S0, position: \(said("enfoncé", "pressed"))}, {wait: 2 s}, {operate: S0, position: \(said("déverrouillé", "released"))}, {wait: 1 s}]
            expect: {mode: D1, within: 1 s}
          restart:
            operations: [{operate: S2}, {wait: 1 s}, {operate: S1}]
            expect: {mode: F1, within: 5 s}

        """
    }
}
