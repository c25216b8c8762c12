import Circuits
public import Notation

/// A parameter's value without its type: SI numbers, counts, indices of choices, words, references.
public enum ParameterValue: Sendable, Hashable {
    case number(Double)
    case count(Int)
    case flag(Bool)
    case words([String])
    case link(String)
}

/// What a parameter accepts, for those who read files and write help.
public struct ParameterDescription: Sendable {
    public enum Form: Sendable, Hashable {
        case quantity(Quantity.Kind, ClosedRange<Double>)
        case count(ClosedRange<Int>)
        case choice([String])
        case flag
        case words
        case link
    }
    public let key: String
    public let text: Text
    public let form: Form
    public let isRequired: Bool
    public let isAdjustable: Bool
    public let defaultValue: ParameterValue
    public let source: String
}

public struct FailureDescription: Sendable {
    public let name: String
    public let text: Text
    public let remedies: [Remedy]
    public let hasItem: Bool
}

/// The parameters of one component, of whatever type.
public struct AnyParameters: Sendable {
    var values: any ParameterValues

    func typed<C: Component>(_ type: C.Type) -> C.Parameters {
        guard let values = values as? C.Parameters else { preconditionFailure("parameters of another type") }
        return values
    }
}

/// A component type without its Swift type: what the catalogue holds.
public struct AnyComponentType: Sendable {
    public let name: String
    public let text: Text
    public let domain: Domain
    public let law: Text
    public let parameters: [ParameterDescription]
    public let failures: [FailureDescription]
    let identity: ObjectIdentifier
    let makeGroup: @Sendable () -> any ComponentGroup
    private let typeTerminals: @Sendable (AnyParameters) -> [Terminal]
    private let typeSignals: @Sendable (AnyParameters) -> [Signal]
    private let typeTold: @Sendable (AnyParameters) -> [Signal]
    private let typeControls: @Sendable (AnyParameters) -> [Control]
    private let setValue: @Sendable (inout AnyParameters, String, ParameterValue) -> Void
    private let readValue: @Sendable (AnyParameters, String) -> ParameterValue?
    private let failing: @Sendable (AnyParameters, String, String) -> Bool
    private let typeWear: @Sendable (AnyParameters) -> [WearLaw]
    private let defaults: AnyParameters

    public init<C: Component>(_ component: C.Type) {
        let type = C.type
        name = type.name
        text = type.text
        domain = type.domain
        law = type.law
        let values = C.Parameters()
        defaults = AnyParameters(values: values)
        parameters = type.parameters.map {
            ParameterDescription(
                key: $0.key, text: $0.text, form: $0.storage.form, isRequired: $0.isRequired, isAdjustable: $0.isAdjustable,
                defaultValue: $0.storage.value(in: values), source: $0.source)
        }
        failures = type.failures.map {
            FailureDescription(name: $0.name, text: $0.text, remedies: $0.remedies, hasItem: $0.hasItem)
        }
        identity = ObjectIdentifier(C.self)
        makeGroup = { ComponentGroupOf<C>() }
        typeTerminals = { C.type.terminals($0.typed(C.self)) }
        typeSignals = { C.type.signals($0.typed(C.self)) }
        typeTold = { C.type.told($0.typed(C.self)) }
        typeControls = { C.type.controls($0.typed(C.self)) }
        typeWear = { parameters in C.type.wear.map { $0.law(parameters.typed(C.self)) } }
        readValue = { parameters, key in
            C.type.parameters.first { $0.key == key }?.storage.value(in: parameters.typed(C.self))
        }
        failing = { parameters, name, item in
            guard let failure = C.type.failures.first(where: { $0.name == name }) else { return false }
            let healthy = parameters.typed(C.self)
            var failed = healthy
            failure.apply(&failed, 1, item)
            // Parameters are plain values: what is written of them tells them apart.
            return String(reflecting: failed) != String(reflecting: healthy)
        }
        setValue = { parameters, key, value in
            var typed = parameters.typed(C.self)
            guard let parameter = C.type.parameters.first(where: { $0.key == key }) else {
                preconditionFailure("\(C.type.name) has no parameter \(key)")
            }
            parameter.storage.set(value, in: &typed)
            parameters.values = typed
        }
    }

    /// The defaults, with these values set. Keys and forms have been checked against `parameters`.
    public func parameters(_ values: [(key: String, value: ParameterValue)] = []) -> AnyParameters {
        parameters(defaults, setting: values)
    }

    /// Other parameters, with these values set.
    public func parameters(_ base: AnyParameters, setting values: [(key: String, value: ParameterValue)]) -> AnyParameters {
        var result = base
        for (key, value) in values { setValue(&result, key, value) }
        return result
    }

    /// A parameter's value among them; nil for a key that the type does not have.
    public func value(of key: String, in values: AnyParameters) -> ParameterValue? { readValue(values, key) }

    /// References of the components that one with these parameters follows.
    func links(_ values: AnyParameters) -> [String] {
        parameters.compactMap { parameter in
            guard case .link = parameter.form, case .link(let reference)? = value(of: parameter.key, in: values) else {
                return nil
            }
            return reference.isEmpty ? nil : reference
        }
    }

    public func terminals(_ values: AnyParameters) -> [Terminal] { typeTerminals(values) }
    public func signals(_ values: AnyParameters) -> [Signal] { typeSignals(values) }
    /// What it can be told from outside in place of what it senses.
    public func told(_ values: AnyParameters) -> [Signal] { typeTold(values) }
    public func controls(_ values: AnyParameters) -> [Control] { typeControls(values) }

    /// How use wears a component with these parameters.
    public func wear(_ values: AnyParameters) -> [WearLaw] { typeWear(values) }

    /// Whether a failure at full severity changes anything on this item (a terminal, a pole, a channel) of a component.
    public func isFailing(_ values: AnyParameters, by failure: String, at item: String) -> Bool {
        failing(values, failure, item)
    }

    public func failure(_ name: String) -> FailureDescription? { failures.first { $0.name == name } }
}

extension Parameter.Storage {
    var form: ParameterDescription.Form {
        switch self {
        case .quantity(let kind, _, let range): .quantity(kind, range)
        case .count(_, let range): .count(range)
        case .choice(_, let words): .choice(words)
        case .flag: .flag
        case .words: .words
        case .link: .link
        }
    }

    func value(in values: Values) -> ParameterValue {
        switch self {
        case .quantity(_, let path, _): .number(values[keyPath: path])
        case .count(let path, _): .count(values[keyPath: path])
        case .choice(let path, _): .count(values[keyPath: path])
        case .flag(let path): .flag(values[keyPath: path])
        case .words(let path): .words(values[keyPath: path])
        case .link(let path): .link(values[keyPath: path])
        }
    }

    func set(_ value: ParameterValue, in values: inout Values) {
        switch (self, value) {
        case (.quantity(_, let path, _), .number(let number)): values[keyPath: path] = number
        case (.count(let path, _), .count(let count)): values[keyPath: path] = count
        case (.choice(let path, _), .count(let index)): values[keyPath: path] = index
        case (.flag(let path), .flag(let flag)): values[keyPath: path] = flag
        case (.words(let path), .words(let words)): values[keyPath: path] = words
        case (.link(let path), .link(let reference)): values[keyPath: path] = reference
        default: preconditionFailure("a \(value) does not fit \(form)")
        }
    }
}
