/** The public history of an article, the latest first. */
import {present} from './present.ts'
import type {ChangeNote} from './types.ts'

export const historyOf = ({changeNotes}: {changeNotes: ChangeNote[] | null}): ChangeNote[] =>
  present(changeNotes)
    .filter(({note}) => note)
    .toSorted((a, b) => (b.date ?? '').localeCompare(a.date ?? ''))
