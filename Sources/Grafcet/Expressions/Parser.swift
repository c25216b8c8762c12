import Notation

/// The names that an expression may use.
struct Scope {
    private(set) var variables: [Variable] = []
    private var variableIndices: [String: Int] = [:]
    private(set) var steps: [String] = []
    private var stepIndices: [String: Int] = [:]
    /// Slots of `X` and `X.T` of the first step; the others follow.
    var firstActivity = 0
    var firstElapsed = 0

    mutating func add(_ variable: Variable) {
        variableIndices[variable.name] = variables.count
        variables.append(variable)
    }

    mutating func addStep(_ name: String) {
        stepIndices[name] = steps.count
        steps.append(name)
    }

    func variable(_ name: String) -> Variable? { variableIndices[name].map { variables[$0] } }
    func step(_ name: String) -> Int? { stepIndices[name] }
    func activity(_ step: Int) -> Slot { Slot(firstActivity + step) }
    func elapsed(_ step: Int) -> Slot { Slot(firstElapsed + step) }
}

/// A stored action: the variable keeps the value until another stored action changes it.
public struct Statement: Sendable, Equatable {
    public let name: String
    public let target: Slot
    public let type: ValueType
    public let value: Expression
}

/// Reads expressions in the form of IEC 61131-3 structured text, checks their types and binds their names.
struct Parser {
    static let keywords: Set<String> = ["AND", "OR", "XOR", "NOT", "MOD", "TRUE", "FALSE", "RE", "FE", "SET", "RESET"]

    private struct Typed {
        var expression: Expression
        var type: ValueType
        let column: Int
    }

    private let scope: Scope
    private let tokens: [Token]
    private var position = 0
    private var assembly: Assembly
    /// Parentheses, NOTs, signs and edges within one another, at this place.
    private var depth = 0
    /// No one reads more; and what is parsed and evaluated level by level must not use up the stack.
    private static let deepest = 32
    private static let mostTokens = 1_000

    private init(_ text: String, scope: Scope, assembly: Assembly) throws(ExpressionMistake) {
        self.scope = scope
        self.assembly = assembly
        tokens = try Lexer.tokens(of: text)
        guard tokens.count <= Parser.mostTokens else {
            throw ExpressionMistake(
                column: tokens[Parser.mostTokens].column,
                problem: Text(fr: "l'expression est trop longue", en: "the expression is too long"),
                expected: Text(
                    fr: "\(Parser.mostTokens) mots et signes au plus : passer par une équation",
                    en: "\(Parser.mostTokens) words and signs at most: use an equation"))
        }
    }

    // MARK: - Entrances

    static func expression(
        _ text: String, _ type: ValueType, in scope: Scope, into assembly: inout Assembly
    ) throws(ExpressionMistake) -> Expression {
        var parser = try Parser(text, scope: scope, assembly: assembly)
        let typed = try parser.typedExpression()
        try parser.expectEnd()
        let result = try parser.convert(typed, to: type)
        assembly = parser.assembly
        return result
    }

    /// `n := n + 1; SET H1; RESET H2`.
    static func statements(_ text: String, in scope: Scope, into assembly: inout Assembly) throws(ExpressionMistake)
        -> [Statement]
    {
        var parser = try Parser(text, scope: scope, assembly: assembly)
        var result: [Statement] = []
        repeat {
            if parser.token.kind == .end, !result.isEmpty { break }
            result.append(try parser.statement())
        } while parser.take(";")
        try parser.expectEnd()
        assembly = parser.assembly
        return result
    }

    // MARK: - Tokens

    private var token: Token { tokens[position] }

    private mutating func advance() -> Token {
        let token = tokens[position]
        if position < tokens.count - 1 { position += 1 }
        return token
    }

    private mutating func take(_ symbol: String) -> Bool {
        guard token.kind == .symbol(symbol) else { return false }
        position += 1
        return true
    }

    private func keyword(_ token: Token) -> String? {
        guard case .word(let word) = token.kind, Parser.keywords.contains(word.uppercased()) else { return nil }
        return word.uppercased()
    }

    private func expectEnd() throws(ExpressionMistake) {
        guard token.kind != .end else { return }
        if token.kind == .symbol(")") {
            throw ExpressionMistake(
                column: token.column,
                problem: Text(fr: "parenthèse fermée sans être ouverte", en: "a parenthesis is closed but not opened"))
        }
        throw unexpected(token, Text(fr: "un opérateur (AND, OR, <…) ou la fin", en: "an operator (AND, OR, <…) or the end"))
    }

    private static let foreignWords: [String: String] = [
        "ET": "AND", "OU": "OR", "NON": "NOT", "OUX": "XOR", "VRAI": "TRUE", "FAUX": "FALSE", "==": "=", "!=": "<>", "&&": "AND",
        "||": "OR", "|": "OR", "·": "AND", ".": "AND", "!": "NOT", "¬": "NOT",
    ]

    private func unexpected(_ token: Token, _ expected: Text) -> ExpressionMistake {
        if let right = Parser.foreignWords[token.text.uppercased()] {
            return ExpressionMistake(
                column: token.column,
                problem: Text(fr: "« \(token.text) » ne s'écrit pas ainsi", en: "‘\(token.text)’ is not written so"),
                expected: Text(right), nearest: right)
        }
        let problem =
            token.kind == .end
            ? Text(fr: "l'expression s'arrête trop tôt", en: "the expression ends too early")
            : Text(fr: "« \(token.text) » n'est pas attendu ici", en: "‘\(token.text)’ is not expected here")
        return ExpressionMistake(column: token.column, problem: problem, expected: expected)
    }

    // MARK: - Statements

    private mutating func statement() throws(ExpressionMistake) -> Statement {
        let first = advance()
        switch keyword(first) {
        case "SET": return try setting(1)
        case "RESET": return try setting(0)
        default: break
        }
        guard case .word = first.kind, keyword(first) == nil else {
            throw unexpected(first, Text(fr: "nom := valeur, SET nom ou RESET nom", en: "name := value, SET name or RESET name"))
        }
        let variable = try assignable(first)
        guard take(":=") else {
            throw ExpressionMistake(
                column: token.column,
                problem: Text(
                    fr: "une action mémorisée donne une valeur à « \(variable.name) »",
                    en: "a stored action gives ‘\(variable.name)’ a value"),
                expected: Text(":="), nearest: token.kind == .symbol("=") ? ":=" : nil)
        }
        let typed = try typedExpression()
        let value = try convert(typed, to: variable.type.inExpressions)
        return Statement(name: variable.name, target: variable.slot, type: variable.type, value: value)
    }

    private mutating func setting(_ value: Double) throws(ExpressionMistake) -> Statement {
        let name = advance()
        guard case .word = name.kind, keyword(name) == nil else {
            throw unexpected(name, Text(fr: "le nom d'un bit", en: "the name of a bit"))
        }
        let variable = try assignable(name)
        guard variable.type == .bool else {
            throw ExpressionMistake(
                column: name.column,
                problem: Text(fr: "SET et RESET", en: "SET and RESET")
                    + Text(
                        fr: " ne valent que pour un BOOL; « \(name.text) » est un ", en: " take a BOOL only; ‘\(name.text)’ is a "
                    )
                    + variable.type.text, expected: Text("\(name.text) := …"))
        }
        return Statement(
            name: variable.name, target: variable.slot, type: .bool, value: value == 0 ? Expression.no : Expression.yes)
    }

    private func assignable(_ token: Token) throws(ExpressionMistake) -> Variable {
        guard let variable = scope.variable(token.text) else { throw unknown(token) }
        guard variable.role == .memory || variable.role == .output else {
            throw ExpressionMistake(
                column: token.column,
                problem: Text(
                    fr: "le programme ne peut pas écrire « \(token.text) »", en: "the program cannot write ‘\(token.text)’"),
                expected: Text(fr: "une sortie ou une variable interne", en: "an output or an internal variable"))
        }
        return variable
    }

    // MARK: - Expressions

    private mutating func typedExpression(_ minimum: Int = 1) throws(ExpressionMistake) -> Typed {
        var left = try unary()
        while let (operation, sign) = operatorHere(), operation.precedence >= minimum {
            position += 1
            let right = try typedExpression(operation.precedence + 1)
            left = try combine(operation, left, right, sign)
        }
        return left
    }

    private func operatorHere() -> (Expression.Operator, Token)? {
        let token = token
        switch token.kind {
        case .symbol("&"): return (.and, token)
        case .symbol(let symbol): return Expression.Operator(rawValue: symbol).map { ($0, token) }
        case .word(let word): return Expression.Operator(rawValue: word.uppercased()).map { ($0, token) }
        case .number, .time, .end: return nil
        }
    }

    private mutating func unary() throws(ExpressionMistake) -> Typed {
        let first = token
        depth += 1
        defer { depth -= 1 }
        guard depth <= Parser.deepest else {
            throw ExpressionMistake(
                column: first.column,
                problem: Text(fr: "trop de parenthèses les unes dans les autres", en: "too many parentheses within one another"),
                expected: Text(fr: "\(Parser.deepest) niveaux au plus", en: "\(Parser.deepest) levels at most"))
        }
        if keyword(first) == "NOT" {
            position += 1
            let operand = try unary()
            if operand.type == .time, token.kind == .symbol("/") {
                throw ExpressionMistake(
                    column: first.column,
                    problem: Text(fr: "NOT porte ici sur une durée", en: "NOT is applied to a duration here"),
                    expected: Text(fr: "des parenthèses: NOT (3s/X5)", en: "parentheses: NOT (3s/X5)"))
            }
            return Typed(expression: .not(try convert(operand, to: .bool)), type: .bool, column: first.column)
        }
        if take("-") {
            let operand = try unary()
            guard operand.type != .bool else { throw mismatch(operand, expected: .number) }
            return Typed(expression: .negative(operand.expression), type: operand.type, column: first.column)
        }
        if take("↑") { return try edge(.rising, first.column) }
        if take("↓") { return try edge(.falling, first.column) }
        return try primary()
    }

    private mutating func edge(_ edge: Expression.Edge, _ column: Int) throws(ExpressionMistake) -> Typed {
        let operand = try unary()
        let expression = try convert(operand, to: .bool)
        guard !expression.hasEdge else {
            throw ExpressionMistake(column: operand.column, problem: Text(fr: "un front d'un front", en: "an edge of an edge"))
        }
        let slot = assembly.slot()
        let code = assembly.compile(expression)
        assembly.edges.append(EdgePlan(operand: code, isRising: edge == .rising, output: Int32(slot.index)))
        return Typed(expression: .edge(edge, expression, slot), type: .bool, column: column)
    }

    private mutating func primary() throws(ExpressionMistake) -> Typed {
        let first = token
        let wanted = Text(
            fr: "une variable, une étape (X5), un nombre ou une durée", en: "a variable, a step (X5), a number or a duration")
        switch first.kind {
        case .number(let value):
            position += 1
            return Typed(expression: .literal(value, .number), type: .number, column: first.column)
        case .time(let seconds):
            position += 1
            return Typed(expression: .literal(seconds, .time), type: .time, column: first.column)
        case .symbol("("):
            position += 1
            var inner = try typedExpression()
            guard take(")") else {
                throw unexpected(token, Text(fr: "« ) » pour fermer la parenthèse", en: "‘)’ to close the parenthesis"))
            }
            inner = Typed(expression: inner.expression, type: inner.type, column: first.column)
            return inner
        case .word:
            return try word(wanted)
        case .symbol, .end:
            throw unexpected(first, wanted)
        }
    }

    private mutating func word(_ wanted: Text) throws(ExpressionMistake) -> Typed {
        let first = advance()
        switch keyword(first) {
        case "TRUE": return Typed(expression: .yes, type: .bool, column: first.column)
        case "FALSE": return Typed(expression: .no, type: .bool, column: first.column)
        case "RE", "FE":
            guard token.kind == .symbol("(") else { throw unexpected(token, Text("\(first.text)(…)")) }
            return try edge(keyword(first) == "RE" ? .rising : .falling, first.column)
        case .some: throw unexpected(first, wanted)
        case nil: break
        }
        if let variable = scope.variable(first.text) {
            let type = variable.type.inExpressions
            return Typed(expression: .variable(variable.name, variable.slot, type), type: type, column: first.column)
        }
        guard first.text.hasPrefix("X"), let step = scope.step(String(first.text.dropFirst())) else { throw unknown(first) }
        let name = scope.steps[step]
        guard take(".") else {
            return Typed(expression: .activity(step: name, scope.activity(step)), type: .bool, column: first.column)
        }
        let member = advance()
        switch member.text.uppercased() {
        case "T": return Typed(expression: .elapsed(step: name, scope.elapsed(step)), type: .time, column: first.column)
        case "X": return Typed(expression: .activity(step: name, scope.activity(step)), type: .bool, column: first.column)
        default: throw unexpected(member, Text("\(first.text).T"))
        }
    }

    private func unknown(_ token: Token) -> ExpressionMistake {
        let word = token.text
        if let right = Parser.foreignWords[word.uppercased()] { return unexpected(token, Text(right)) }
        if word.hasPrefix("X"), word.dropFirst(word.hasPrefix("XM") ? 2 : 1).first?.isNumber == true {
            return ExpressionMistake(
                column: token.column,
                problem: Text(fr: "pas d'étape « \(word.dropFirst()) »", en: "no step ‘\(word.dropFirst())’"),
                nearest: nearest(word, among: scope.steps.map { "X" + $0 }))
        }
        let parts = word.split(separator: "-").map(String.init)
        if parts.count > 1, parts.allSatisfy({ Lexer.number($0) != nil || scope.variable($0) != nil }) {
            return ExpressionMistake(
                column: token.column, problem: Text(fr: "pas de variable « \(word) »", en: "no variable ‘\(word)’"),
                expected: Text(
                    fr: "pour soustraire, des espaces: " + parts.joined(separator: " - "),
                    en: "to subtract, spaces: " + parts.joined(separator: " - ")))
        }
        return ExpressionMistake(
            column: token.column, problem: Text(fr: "pas de variable « \(word) »", en: "no variable ‘\(word)’"),
            nearest: nearest(word, among: scope.variables.map(\.name) + scope.steps.map { "X" + $0 }))
    }

    // MARK: - Types

    private func convert(_ typed: Typed, to type: ValueType) throws(ExpressionMistake) -> Expression {
        if typed.type == type { return typed.expression }
        if type == .bool, case .literal(let value, .number) = typed.expression, value == 0 || value == 1 {
            return .literal(value, .bool)
        }
        throw mismatch(typed, expected: type)
    }

    private func mismatch(_ typed: Typed, expected: ValueType) -> ExpressionMistake {
        ExpressionMistake(
            column: typed.column,
            problem: Text(fr: "« ", en: "‘") + typed.expression.text + Text(fr: " » est un ", en: "’ is a ") + typed.type.text,
            expected: expected.text)
    }

    private mutating func combine(
        _ operation: Expression.Operator, _ left: Typed, _ right: Typed, _ sign: Token
    ) throws(ExpressionMistake) -> Typed {
        switch operation {
        case .or, .xor, .and:
            return Typed(
                expression: .operation(operation, try convert(left, to: .bool), try convert(right, to: .bool)), type: .bool,
                column: left.column)
        case .equal, .unequal:
            let type = left.type == .bool || right.type == .bool ? ValueType.bool : left.type
            return Typed(
                expression: .operation(operation, try convert(left, to: type), try convert(right, to: type)), type: .bool,
                column: left.column)
        case .less, .atMost, .greater, .atLeast:
            guard left.type != .bool else { throw mismatch(left, expected: .number) }
            return Typed(
                expression: .operation(operation, left.expression, try convert(right, to: left.type)), type: .bool,
                column: left.column)
        case .over where right.type == .bool: return try onDelay(left, right)
        case .over where left.type == .bool: return try offDelay(left, right)
        default: break
        }
        if left.type == .bool || right.type == .bool {
            let wrong = left.type == .bool ? left : right
            var mistake = mismatch(wrong, expected: .number)
            let meant = operation == .plus ? "OR" : operation == .times ? "AND" : nil
            mistake.nearest = meant
            mistake.expected = meant.map { Text($0) } ?? mistake.expected
            throw ExpressionMistake(
                column: meant == nil ? wrong.column : sign.column, problem: mistake.problem, expected: mistake.expected,
                nearest: meant)
        }
        let type: ValueType
        switch (operation, left.type, right.type) {
        case (.plus, _, _) where left.type == right.type, (.minus, _, _) where left.type == right.type: type = left.type
        case (.times, .number, let other): type = other
        case (.times, .time, .number), (.over, .time, .number): type = .time
        case (.over, .time, .time), (.over, .number, .number), (.modulo, .number, .number): type = .number
        default:
            throw ExpressionMistake(
                column: sign.column,
                problem: Text("\(operation.rawValue)") + Text(fr: " entre un ", en: " between a ") + left.type.text
                    + Text(fr: " et un ", en: " and a ") + right.type.text)
        }
        return Typed(expression: .operation(operation, left.expression, right.expression), type: type, column: left.column)
    }

    /// `3s/X5`, `3s/B1`.
    private mutating func onDelay(_ left: Typed, _ right: Typed) throws(ExpressionMistake) -> Typed {
        guard left.type == .time else { throw mismatch(left, expected: .time) }
        let reading: Expression.DelayReading
        if case .activity(let name, let slot) = right.expression, let step = scope.step(name) {
            reading = .step(activity: slot, elapsed: scope.elapsed(step))
        } else {
            reading = .timer(timer(on: left.expression, right.expression, off: nil))
        }
        return Typed(
            expression: .delay(on: left.expression, right.expression, off: nil, reading), type: .bool, column: left.column)
    }

    /// `B1/2s`, and the second half of `3s/B1/2s`.
    private mutating func offDelay(_ left: Typed, _ right: Typed) throws(ExpressionMistake) -> Typed {
        let off = try convert(right, to: .time)
        if case .delay(let on, let operand, nil, let old) = left.expression {
            // The timer of the first half is given its second time, rather than put before another one.
            if case .timer(let slot) = old, let index = assembly.timers.lastIndex(where: { $0.output == Int32(slot.index) }) {
                let plan = assembly.timers[index]
                assembly.timers[index] = TimerPlan(
                    operand: plan.operand, on: plan.on, off: assembly.compile(off), output: plan.output)
                return Typed(expression: .delay(on: on, operand, off: off, old), type: .bool, column: left.column)
            }
            let slot = timer(on: on, operand, off: off)
            return Typed(expression: .delay(on: on, operand, off: off, .timer(slot)), type: .bool, column: left.column)
        }
        let slot = timer(on: nil, left.expression, off: off)
        return Typed(expression: .delay(on: nil, left.expression, off: off, .timer(slot)), type: .bool, column: left.column)
    }

    private mutating func timer(on: Expression?, _ operand: Expression, off: Expression?) -> Slot {
        let slot = assembly.slot()
        let plan = TimerPlan(
            operand: assembly.compile(operand), on: on.map { assembly.compile($0) }, off: off.map { assembly.compile($0) },
            output: Int32(slot.index))
        assembly.timers.append(plan)
        return slot
    }
}
