/// Names of the channels of a card: `5`, `I5`, `Q5`, `5+`.
enum Channel {
    static func index(_ item: String) -> Int? { Int(item.filter(\.isNumber)) }
}
