// A snapshot names elements by kind and number, so that another circuit that was built in the same way can take it over. What keeps
// handles on elements (a component) is copied with those of the other circuit in their place.

/// What belongs to one circuit: a handle on an element, a conductor inside a component.
public protocol Rooted {
    /// The same in another circuit, built in the same way.
    func moved(to circuit: Circuit) -> Self
}

extension Handle: Rooted {
    public func moved(to circuit: Circuit) -> Handle { circuit.counterpart(of: self) }
}

/// A list or an optional, whose parts the language lays out apart from it.
private protocol Container {
    func transplanted(to circuit: Circuit) -> Self
}

extension Array: Container {
    fileprivate func transplanted(to circuit: Circuit) -> [Element] { map { Circuits.transplanted($0, to: circuit) } }
}

extension Optional: Container {
    fileprivate func transplanted(to circuit: Circuit) -> Wrapped? { map { Circuits.transplanted($0, to: circuit) } }
}

/// A copy of a value in which everything that belongs to a circuit belongs to another one instead.
///
/// It walks through structures, tuples, lists and optionals, whose fields the language lays out in order, each at the next place that
/// its alignment allows.
public func transplanted<Value>(_ value: Value, to circuit: Circuit) -> Value {
    if let container = value as? any Container { return container.transplanted(to: circuit) as! Value }
    if let rooted = value as? any Rooted { return rooted.moved(to: circuit) as! Value }
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .struct || mirror.displayStyle == .tuple else { return value }
    var copy = value
    withUnsafeMutablePointer(to: &copy) { pointer in
        let base = UnsafeMutableRawPointer(pointer)
        var end = 0
        for child in mirror.children {
            func plant<Field>(_ field: Field) {
                let alignment = MemoryLayout<Field>.alignment
                let start = (end + alignment - 1) / alignment * alignment
                base.advanced(by: start).assumingMemoryBound(to: Field.self).pointee = transplanted(field, to: circuit)
                end = start + MemoryLayout<Field>.size
            }
            _openExistential(child.value, do: plant)
        }
        precondition(mirror.children.isEmpty || end == MemoryLayout<Value>.size, "fields of \(Value.self) that are not known")
    }
    return copy
}

extension Circuit {
    /// The handle on the element of the same kind and number.
    public func counterpart<Kind: Element>(of handle: Handle<Kind>) -> Handle<Kind> {
        guard let number = groupNumbers[ObjectIdentifier(Kind.self)], handle.index < groups[number].placements.count else {
            preconditionFailure("a snapshot of another circuit")
        }
        let group = unsafeDowncast(groups[number], to: GroupOf<Kind>.self)
        return Handle(group: group, index: handle.index, mark: marks.mark(group: number, element: handle.index))
    }

    /// Takes over what another circuit, built in the same way, has besides: joints, elements and wires that came to it later.
    func adopt(_ snapshot: Snapshot) {
        precondition(
            joints.count <= snapshot.joints.count && groups.count <= snapshot.elements.count, "a snapshot of another circuit")
        for record in snapshot.joints.dropFirst(joints.count) { _ = joint(record.name, record.nature) }
        for (number, copy) in snapshot.elements.enumerated() {
            if number == groups.count {
                groupNumbers[copy.kind] = number
                groups.append(copy.makeGroup())
            }
            let known = groups[number].placements.count
            copy.extend(groups[number], with: snapshot.placements[number])
            for element in known..<groups[number].placements.count {
                let mark = marks.append(group: number, element: element)
                if number == 0 { wireMarks.append(mark) }
            }
        }
        wires += snapshot.wires.dropFirst(wires.count)
    }
}

/// The elements of one kind in a snapshot.
protocol ElementCopy: Sendable {
    /// Of their type.
    var kind: ObjectIdentifier { get }
    func makeGroup() -> any Group
    /// Gives a group of the same kind the elements that it has not got.
    func extend(_ group: any Group, with placements: [Placement])
}
