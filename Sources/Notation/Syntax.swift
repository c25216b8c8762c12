/// What libyaml finds unreadable, said in both languages. Its rarer complaints are quoted as they are.
func syntaxProblem(_ problem: String) -> Text {
    switch problem {
    case "could not find expected ':'": Text(fr: "il manque « : » après une clé", en: "a ':' is missing after a key")
    case "did not find expected key":
        Text(fr: "une clé était attendue : vérifier le retrait", en: "a key was expected: check the indentation")
    case "did not find expected '-' indicator":
        Text(
            fr: "un « - » de liste était attendu : vérifier le retrait",
            en: "a '-' of the list was expected: check the indentation")
    case "did not find expected ',' or ']'": Text(fr: "il manque « , » ou « ] »", en: "a ',' or a ']' is missing")
    case "did not find expected ',' or '}'": Text(fr: "il manque « , » ou « } »", en: "a ',' or a '}' is missing")
    case "mapping values are not allowed in this context":
        Text(
            fr: "« : » mal placé : mettre le texte entre guillemets ou vérifier le retrait",
            en: "misplaced ':': quote the text or check the indentation")
    case "block sequence entries are not allowed in this context":
        Text(fr: "« - » mal placé : passer à la ligne", en: "misplaced '-': begin a new line")
    case "found character that cannot start any token":
        Text(
            fr: "un texte ne peut pas commencer ainsi : mettre des guillemets, pas de tabulation",
            en: "a text cannot begin so: quote it, and use no tab")
    case "found a tab character that violates indentation", "found a tab character where an indentation space is expected":
        Text(fr: "une tabulation : le retrait se fait en espaces", en: "a tab: indent with spaces")
    case "found unexpected end of stream":
        Text(fr: "un guillemet n'est pas refermé", en: "a quotation mark is not closed")
    case "found unknown escape character":
        Text(fr: "« \\ » inconnu entre guillemets doubles", en: "unknown '\\' between double quotes")
    case "found undefined alias":
        Text(fr: "alias (*nom) que rien ne nomme (&nom)", en: "an alias (*name) that nothing names (&name)")
    case "but found another document": Text(fr: "un second document (---)", en: "a second document (---)")
    case "control characters are not allowed":
        Text(fr: "un caractère de commande, invisible", en: "a control character, invisible")
    case let deep where deep.hasPrefix("Maximum nesting level"):
        Text(fr: "trop de niveaux imbriqués", en: "nested too deep")
    case let other: Text(fr: "YAML illisible (\(other))", en: "unreadable YAML (\(other))")
    }
}
