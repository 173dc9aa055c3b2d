/**
 * What topics, authors, calls to action and the settings say is in no language of its own: editors write it once, in English, and pages
 * of every language show it. On a page in another language the element that holds it says so, or a screen reader would read
 * English words by French rules (WCAG 3.1.2). Names of people and of the firm are the same in every language.
 */
import {en} from './en.ts'
import type {Language} from './language.ts'

/** To spread onto that element: nothing, on an English page. */
export const inEnglish = ({code}: Pick<Language, 'code'>): {lang?: string} =>
  code === en.code ? {} : {lang: en.tag}

/** What the pipeline says in the middle of such a text is in the text's language. */
export const englishLabels = en.markdown
