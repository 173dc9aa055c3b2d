/**
 * Thousands of attributes of a document that one patch sets: together, where the mutator would copy the document for each of them.
 * What comes out is the same, also the order of attributes.
 */

/** A patch that sets fewer is the mutator's alone. */
const MANY = 100
const NAME = /^[A-Za-z_$][\w$]*$/

type Values = Record<string, unknown>

export interface PlainSets {
  setIfMissing: Values
  set: Values
  /** What is left for the mutator, which does it afterwards. */
  rest: Values
}

/** The attributes that a patch sets before it does anything else, if they are many and all of the document itself. */
export function plainSetsOf(patch: Values): PlainSets | undefined {
  const {setIfMissing = {}, set = {}, ...others} = patch as {setIfMissing?: Values; set?: Values}
  if (!isPlain(setIfMissing)) return undefined
  const sets = isPlain(set)
  const count = Object.keys(setIfMissing).length + (sets ? Object.keys(set).length : 0)
  if (count < MANY) return undefined
  return {setIfMissing, set: sets ? set : {}, rest: sets ? others : {...others, set}}
}

const isPlain = (values: Values): boolean => Object.keys(values).every((name) => NAME.test(name))

export function setPlainly<Document extends object>(
  document: Document,
  {setIfMissing, set}: PlainSets,
): Document {
  const missing = Object.entries(setIfMissing).filter(([name]) => !Object.hasOwn(document, name))
  return {...document, ...Object.fromEntries(missing), ...set}
}
