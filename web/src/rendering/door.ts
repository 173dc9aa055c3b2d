/**
 * The door to the renderer of pages.
 *
 * Pages are written in JSX, which Next's build compiles. Next loads its build's `instrumentation.ts` once, when it is loaded
 * itself, and that puts the renderer here: on `globalThis`, because a module that is bundled and the same module of the front server
 * are two. A page comes through the door as a tree of elements; the front server has React write it (in the bundle there is only
 * the half of React that cannot).
 */
import type {ReactNode} from 'react'
import type {AskForPage, Reading} from './reading.ts'

/** A page as elements, or a file as bytes. Nothing of either for what is not there. */
export interface Rendered {
  status: number
  headers: Record<string, string>
  page?: ReactNode
  file?: Buffer
  /** Made for this one question: kept by nobody. */
  isFleeting?: boolean
}

/**
 * Renders what stands at the address, `?…` included; nothing when no page can stand there. For an editor (`seesDrafts`) elements say
 * which field they show. `reads` also hears of what is read while React writes the page.
 */
export type Render = (
  target: string,
  ask: AskForPage,
  options?: Partial<Pick<Reading, 'seesDrafts' | 'reads'>>,
) => Promise<Rendered | undefined>

const rendererKey = Symbol.for('masthead.renderer')

type Doors = Record<symbol, unknown>

export function openRenderer(render: Render): void {
  ;(globalThis as Doors)[rendererKey] = render
}

export const renderer = (): Render | undefined =>
  (globalThis as Doors)[rendererKey] as Render | undefined
