/**
 * An answer of the lake as pages show it: in their language, each field of its own kind, and set in print.
 *
 * Done once for each answer: many pages share one, and only read it. What is made on the way is let go of, so that a kept answer takes the
 * place of two and no more.
 */
import {inPageLanguage} from './french.ts'
import {onceForEach} from './once-for-each.ts'
import {typeset} from './typeset.ts'
import {wellTyped} from './well-typed.ts'

const shownIn = (language: string) =>
  onceForEach((answer) => typeset(wellTyped(inPageLanguage(answer)), language))

const known = {en: shownIn('en'), fr: shownIn('fr'), none: shownIn('')}

/** `language` is the page's; a question for all languages names none. */
export const forPage = <Answer>(answer: Answer, language: unknown): Answer =>
  known[language === 'en' || language === 'fr' ? language : 'none'](answer)
