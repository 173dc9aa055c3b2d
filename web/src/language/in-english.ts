/**
 * What topics, authors, calls to action and the settings say is written once, in English, and pages of every language show it; where it is
 * there in French as well, French pages say that (`content/french.ts`). On a page in another language the element that holds English
 * words says so, or a screen reader would read them by French rules (WCAG 3.1.2). Names of people and of the firm are the same in
 * every language.
 */
import type {InBoth} from '../content/french.ts'
import type {MarkdownLabels} from '../markdown/pipeline.ts'
import {en} from './en.ts'
import type {Language} from './language.ts'

/** To spread onto the element that holds English words: nothing, on an English page. */
export const inEnglish = ({code}: Pick<Language, 'code'>): {lang?: string} =>
  code === en.code ? {} : {lang: en.tag}

/** The same for the element that holds this field of it: nothing either, where that is in the page's language. */
export const markOf = (
  words: Pick<Language, 'code'>,
  {french}: InBoth,
  field: string,
): {lang?: string} => (french?.includes(field) ? {} : inEnglish(words))

/** What the pipeline says in the middle of such a text is in the text's language. */
export const labelsOf = (words: Language, {french}: InBoth, field: string): MarkdownLabels =>
  french?.includes(field) ? words.markdown : en.markdown
