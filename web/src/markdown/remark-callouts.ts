/// <reference types="remark-directive" />
/**
 * `:::tip[Title] … :::` becomes a callout, and one without a title is called what it is; every other directive goes back to the text that
 * it was.
 *
 * The directive syntax claims any `:word`, so without the second half “Note:this” would lose a word. `::unshown` is the
 * mark that `guard.ts` leaves; written by hand it is only a sentence.
 */
import type {Nodes, Paragraph, PhrasingContent, Root, RootContent} from 'mdast'
import {SKIP, visit} from 'unist-util-visit'
import type {VFile} from 'vfile'
import {PLACEHOLDER} from './guard.ts'
import {report} from './messages.ts'

type ContainerDirective = Extract<Nodes, {type: 'containerDirective'}>
type LeafDirective = Extract<Nodes, {type: 'leafDirective'}>
type TextDirective = Extract<Nodes, {type: 'textDirective'}>

export const CALLOUTS = ['note', 'tip', 'caution', 'example'] as const
export type Callout = (typeof CALLOUTS)[number]

const isCallout = (name: string): name is Callout => (CALLOUTS as readonly string[]).includes(name)

const text = (value: string): PhrasingContent => ({type: 'text', value})

const box = (className: string[], children: RootContent[], role?: string): RootContent =>
  ({
    type: 'paragraph',
    data: {hName: 'div', hProperties: {className, ...(role ? {role} : {})}},
    children,
  }) as unknown as RootContent

const titled = (children: PhrasingContent[]): Paragraph => ({
  type: 'paragraph',
  data: {hProperties: {className: ['callout-title']}},
  children,
})

function callout(node: ContainerDirective, name: Callout, kind: string): RootContent {
  const [first, ...rest] = node.children
  const hasTitle = first?.type === 'paragraph' && first.data?.directiveLabel
  const children = hasTitle
    ? [titled(first.children), ...rest]
    : [titled([text(kind)]), ...node.children]
  return box(['callout', `callout-${name}`], children as RootContent[], 'note')
}

/** The source between a directive's children and its end: its attributes, if it had any. */
function attributesOf(node: LeafDirective | TextDirective, source: string): string {
  const end = node.position?.end.offset ?? 0
  const last = node.children.at(-1)?.position?.end.offset
  if (last !== undefined) return source.slice(last, end)
  return source.slice(node.position?.start.offset ?? 0, end).replace(/^:+[\w-]*/, '')
}

function asWritten(node: LeafDirective | TextDirective, source: string): PhrasingContent[] {
  const colons = node.type === 'leafDirective' ? '::' : ':'
  const open = `${colons}${node.name}${node.children.length > 0 ? '[' : ''}`
  return [text(open), ...node.children, text(attributesOf(node, source))]
}

export interface CalloutLabels {
  unshown: string
  callouts: Record<Callout, string>
}

export default function remarkCallouts({unshown, callouts}: CalloutLabels) {
  return (tree: Root, file: VFile): undefined => {
    const source = String(file)
    visit(tree, (node, index, parent) => {
      if (index === undefined || !parent) return
      const siblings = parent.children as RootContent[]
      if (node.type === 'textDirective') {
        siblings.splice(index, 1, ...asWritten(node, source))
        return [SKIP, index]
      }
      if (node.type === 'leafDirective') {
        const isMark = `::${node.name}` === PLACEHOLDER
        siblings[index] = isMark
          ? {...titled([text(unshown)]), data: {hProperties: {className: ['unshown']}}}
          : {type: 'paragraph', children: asWritten(node, source)}
        return [SKIP, index]
      }
      if (node.type !== 'containerDirective') return
      const name = node.name.toLowerCase()
      if (isCallout(name)) {
        siblings[index] = callout(node, name, callouts[name])
        return [SKIP, index]
      }
      const isLanguage = name === 'lang' // `remark-languages.ts` has told of it
      if (!isLanguage)
        report(
          file,
          'callout-unknown',
          node.position,
          `There is no callout named "${node.name}"`,
          `Use one of these: ${CALLOUTS.map((name) => `:::${name}`).join(', ')}.`,
        )
      siblings.splice(index, 1, ...(node.children as RootContent[]))
      return [SKIP, index]
    })
  }
}
