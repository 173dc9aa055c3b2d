/**
 * One thing that schema.org has words for; what is not known of it is left out.
 *
 * Its properties are one literal, never spread together by condition: only in a literal does the compiler find a name that
 * schema.org does not have.
 */
import type {Thing} from 'schema-dts'

/** A thing as an object; some may be a mere string. */
export type Node<Kind extends Thing> = Exclude<Kind, string>

export const node = <Kind extends Thing>(properties: Node<Kind>): Node<Kind> =>
  Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== undefined),
  ) as Node<Kind>

/** A list, if there is anything in it. */
export const some = <Item>(items: Item[]): Item[] | undefined =>
  items.length > 0 ? items : undefined
