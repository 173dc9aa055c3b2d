/** `documents::get()` and `documents::incomingRefCount()`, which groq-js leaves to the server. */
import type {Hook} from './run.ts'

/** Takes an id, or a global reference `dataset:<project>.<dataset>:<id>` into this dataset. */
export const getDocument: Hook = (run, reference) => {
  const parts = reference.split(':')
  if (parts.length > 1) {
    const {projectId, dataset} = run.sanity
    if (parts.length !== 3 || parts[0] !== 'dataset' || parts[1] !== `${projectId}.${dataset}`)
      return null
  }
  const id = parts.at(-1) as string
  const row = run.snapshot.row(id)
  run.reads.document(id, row?.type)
  return row ? run.snapshot.document(row) : null
}

export const countReferrers: Hook = (run, id) => {
  run.reads.everything()
  return run.snapshot.arrange(run.snapshot.store.byReference(id)).length
}
