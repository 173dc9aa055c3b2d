/** A draft as Studio has it: its newest revision that the lake confirmed, and whether anything is on the way there. */
export interface Saving {
  revision: string | undefined
  isSyncing: boolean
}

/**
 * Is what was written when the draft had `revision` in the lake by now? Studio may not say yet that it is saving, so an unchanged
 * revision is none; and a revision that came while it still saves may be of an earlier edit.
 */
export const isSavedSince = (revision: string | undefined, now: Saving): boolean =>
  !now.isSyncing && now.revision !== revision
