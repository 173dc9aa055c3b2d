/** The presses that the lake does not answer, each once: it is asked again every second. */
import {mergeMap, type OperatorFunction} from 'rxjs'
import type {Running} from './publisher.ts'

interface Away {
  id: string
  said: string | undefined
}

export function newlyAway(): OperatorFunction<ReadonlyMap<string, Running>, Away> {
  const told = new Set<string>()
  return mergeMap((running) => {
    for (const id of told) if (!running.has(id)) told.delete(id)
    const away = [...running].filter(([id, {progress}]) => progress === 'away' && !told.has(id))
    return away.map(([id, {said}]) => {
      told.add(id)
      return {id, said}
    })
  })
}
