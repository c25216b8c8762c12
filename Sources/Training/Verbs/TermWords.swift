// The words of the closed sets that verbs take.

extension Verdict: Worded {
    public var words: Words {
        switch self {
        case .conforming: Words(fr: ["conforme"], en: ["conforming", "ok"], short: ["c"])
        case .nonConforming: Words(fr: ["non-conforme"], en: ["non-conforming", "not ok", "nok"], short: ["nc"])
        }
    }
}

extension ChainBlock: Worded {
    public var words: Words {
        switch self {
        case .acquire: Words(fr: "acquérir", en: "acquire")
        case .process: Words(fr: "traiter", en: "process")
        case .communicate: Words(fr: "communiquer", en: "communicate")
        case .supply: Words(fr: "alimenter", en: "supply")
        case .distribute: Words(fr: "distribuer", en: "distribute")
        case .convert: Words(fr: "convertir", en: "convert")
        case .modulate: Words(fr: "moduler", en: "modulate")
        case .store: Words(fr: "stocker", en: "store")
        case .transmit: Words(fr: "transmettre", en: "transmit")
        case .act: Words(fr: "agir", en: "act")
        }
    }
}

extension ChainBlock.Chain: Worded {
    public var words: Words {
        switch self {
        case .information: Words(fr: "information", en: "information", also: ["d'information", "informations"])
        case .energy: Words(fr: "énergie", en: "energy", also: ["d'énergie", "puissance"])
        }
    }
}

extension TestKind: Worded {
    public var words: Words {
        switch self {
        case .manual: Words(fr: "manuel", en: "manual", also: ["en manuel", "manuelle", "in manual"])
        case .stepByStep: Words(fr: "pas-à-pas", en: "step-by-step", short: "pas", also: ["en pas-à-pas"])
        case .dryRun: Words(fr: "à-vide", en: "dry-run", short: "vide", "dry", also: ["sans carton", "sans produit"])
        case .emergencyStop:
            Words(
                fr: ["au", "arrêt d'urgence"], en: ["emergency-stop", "estop"],
                also: ["urgence", "de l'arret d'urgence", "l'arret d'urgence", "arret urgence", "d'urgence", "de l'au"])
        case .guards:
            Words(
                fr: ["protecteurs", "protecteur"], en: ["guards", "guard"],
                also: ["carters", "carter", "des protecteurs", "capots"])
        }
    }
}

extension FormField: Worded {
    public var words: Words {
        switch self {
        case .equipment: Words(fr: "équipement", en: "equipment")
        case .symptom: Words(fr: "symptôme", en: "symptom")
        case .cause: Words(fr: "cause", en: "cause")
        case .remedy: Words(fr: "remède", en: "remedy")
        case .parts: Words(fr: "pièces", en: "parts")
        case .proof: Words(fr: "preuve", en: "proof")
        case .finalState: Words(fr: ["état-final", "état"], en: ["final-state", "state"])
        case .downTime: Words(fr: ["temps-arrêt", "arrêt"], en: ["down-time", "downtime"])
        case .workTime: Words(fr: ["temps-intervention", "intervention"], en: ["work-time"])
        case .waitingTime: Words(fr: ["temps-attente", "attente"], en: ["waiting-time"])
        case .recommendation: Words(fr: ["suite", "recommandation"], en: ["follow-up", "recommendation"])
        case .urgency: Words(fr: "urgence", en: "urgency")
        case .nature: Words(fr: "nature", en: "nature")
        case .priority: Words(fr: "priorité", en: "priority")
        case .slot: Words(fr: "créneau", en: "slot")
        case .authorisations: Words(fr: ["habilitations", "autorisations"], en: ["authorisations", "authorizations"])
        case .estimate: Words(fr: ["durée-estimée", "estimation"], en: ["estimate"])
        }
    }
}

extension FormKind: Worded {
    public var words: Words {
        switch self {
        case .request: Words(fr: ["di"], en: ["request"])
        case .order: Words(fr: ["bt", "ot"], en: ["order", "work-order"])
        case .report: Words(fr: ["cr", "compte-rendu"], en: ["report"])
        }
    }
}
