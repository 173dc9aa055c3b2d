/**
 * Make one tree of the page like another with as few changes as there are differences, so that what stays the same stays itself:
 * a picture is not fetched again, a selection is not lost, and the reader's place on the page does not move.
 */

export function morph(present: Node, wanted: Node): void {
  if (present.isEqualNode(wanted)) return
  if (present.nodeName !== wanted.nodeName) {
    present.parentNode?.replaceChild(document.importNode(wanted, true), present)
  } else if (present instanceof Element && wanted instanceof Element) {
    morphAttributes(present, wanted)
    morphChildren(present, wanted)
  } else {
    present.nodeValue = wanted.nodeValue
  }
}

function morphAttributes(present: Element, wanted: Element): void {
  for (const name of present.getAttributeNames()) {
    if (!wanted.hasAttribute(name)) present.removeAttribute(name)
  }
  for (const name of wanted.getAttributeNames()) {
    const value = wanted.getAttribute(name) ?? ''
    if (present.getAttribute(name) !== value) present.setAttribute(name, value)
  }
}

/** Equal children at both ends stay; of those between, the nth becomes the nth, and the rest comes or goes. */
function morphChildren(present: Element, wanted: Element): void {
  const [old, fresh] = [[...present.childNodes], [...wanted.childNodes]]
  while (old[0] && fresh[0]?.isEqualNode(old[0])) {
    old.shift()
    fresh.shift()
  }
  let after: ChildNode | null = null
  for (let last = old.at(-1); last && fresh.at(-1)?.isEqualNode(last); last = old.at(-1)) {
    after = last
    old.pop()
    fresh.pop()
  }
  for (const [index, node] of fresh.entries()) {
    const same = old[index]
    if (same) morph(same, node)
    else present.insertBefore(document.importNode(node, true), after)
  }
  for (const node of old.slice(fresh.length)) node.remove()
}
