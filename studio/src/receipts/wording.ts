/** What an editor reads about a publication: one line, and a sentence that says what to do. Pure. */
import type {Outcome} from './follow.ts'
import type {Receipt} from './receipt.ts'

export type Tone = 'neutral' | 'good' | 'problem'

export interface Wording {
  tone: Tone
  /** Short enough for the footer. */
  headline: string
  /** What to do, where there is something to do. */
  remedy?: string
  /** What a button for trying again says. */
  again?: 'Retry' | 'Ask again'
}

/** Nothing when there is nothing to tell. A withdrawn document is one that was unpublished. */
export function wordingFor(outcome: Outcome, isWithdrawn: boolean): Wording | undefined {
  switch (outcome.kind) {
    case 'quiet':
      return undefined
    case 'waiting':
      return {tone: 'neutral', headline: underWay(isWithdrawn)}
    case 'receipt':
      return wordingOfReceipt(outcome.receipt, isWithdrawn)
    case 'untold':
      return {
        tone: 'problem',
        headline: 'The site has not heard of this yet',
        remedy: `${kept(isWithdrawn)} The site looks for what it missed every minute. If readers still see the old page after that, see “When something is wrong” in docs/operating.md.`,
        again: 'Ask again',
      }
    case 'unreachable':
      return {
        tone: 'problem',
        headline: 'The site does not answer',
        remedy: `${kept(isWithdrawn)} Check that Masthead is still running (npm start); the site then catches up by itself.`,
        again: 'Ask again',
      }
    case 'refused':
      return {
        tone: 'neutral',
        headline: isWithdrawn ? 'Withdrawn' : 'Published',
        remedy:
          'The site did not accept your sign-in, so it does not say which pages changed. Open your Studio link again.',
      }
  }
}

function wordingOfReceipt({state, pages, more}: Receipt, isWithdrawn: boolean): Wording {
  if (state === 'lagging') {
    const count = pages.filter((page) => page.state === 'lagging').length
    const remedy = 'Readers may still see the page from before. Retry renders it again.'
    if (count === 0)
      return {
        tone: 'problem',
        headline: 'Which other pages show it is not known',
        remedy:
          'The site looks for them by itself. Where one is still as it was in a few minutes, publish once more.',
      }
    const headline = `${count} of ${pagesInWords(pages.length)} ${count === 1 ? 'lags' : 'lag'}`
    return {tone: 'problem', headline, remedy, again: 'Retry'}
  }
  if (state === 'working') return {tone: 'neutral', headline: underWay(isWithdrawn)}
  if (pages.length === 0) return {tone: 'good', headline: 'Live: no page shows it'}
  const where = isWithdrawn
    ? `Withdrawn, ${pagesInWords(pages.length)} updated`
    : `Live on ${pagesInWords(pages.length)}`
  const remedy = more > 0 ? `${pagesInWords(more)} more are being rendered.` : undefined
  return {
    tone: 'good',
    headline: `${where}, ${secondsInWords(Math.max(...pages.map(({ms}) => ms ?? 0)))}`,
    ...(remedy ? {remedy} : {}),
  }
}

const underWay = (isWithdrawn: boolean) => (isWithdrawn ? 'Withdrawing…' : 'Publishing…')

const kept = (isWithdrawn: boolean) =>
  isWithdrawn ? 'It is withdrawn, and nothing is lost.' : 'It is published, and nothing is lost.'

const pagesInWords = (count: number) => (count === 1 ? '1 page' : `${count} pages`)

/** Tenths, and never nothing at all: `0.1 s`. */
export const secondsInWords = (milliseconds: number): string =>
  `${(Math.max(100, milliseconds) / 1_000).toFixed(1)} s`
