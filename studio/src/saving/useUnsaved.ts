/** What of this window is not in the lake yet. */
import {useEffect, useSyncExternalStore} from 'react'
import {useDocumentStore, type DocumentStore} from 'sanity'
import {Keeper} from './keeper.ts'
import type {Unsaved} from './kept-document.ts'

const keepers = new WeakMap<DocumentStore, Keeper>()

export function useKeeper(): Keeper {
  const store = useDocumentStore()
  const keeper = keepers.get(store) ?? new Keeper()
  keepers.set(store, keeper)
  return keeper
}

function useUnsaved<T>(pick: (unsaved: ReadonlyMap<string, Unsaved>) => T): T {
  const {unsaved} = useKeeper()
  return useSyncExternalStore(
    (listener) => {
      const listening = unsaved.subscribe(listener)
      return () => listening.unsubscribe()
    },
    () => pick(unsaved.value),
  )
}

/** Whether words of this form have not been in the lake for long. From here on they are kept, also when the form is closed. */
export function useIsStuck(id: string, type: string): boolean {
  const {pair} = useDocumentStore()
  const keeper = useKeeper()
  useEffect(() => keeper.open(pair, {id, type}), [keeper, pair, id, type])
  return useUnsaved((unsaved) => unsaved.get(id)?.isStuck ?? false)
}

/** The documents with words that are not in the lake, whether their forms are on screen or not. */
export const useAllUnsaved = (): ReadonlyMap<string, Unsaved> => useUnsaved((unsaved) => unsaved)
