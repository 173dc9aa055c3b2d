/** Publish one document: what the button and its keys do. */
import {useCallback} from 'react'
import {useClient, useDocumentStore} from 'sanity'
import {waitsForLake} from '../saving/repeat.ts'
import {publish, type Request} from './publish.ts'
import {usePublisher} from './publisher.ts'

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

export function usePress(id: string, type: string): () => void {
  const {pair} = useDocumentStore()
  const client = useClient({apiVersion: '2025-02-19'})
  const publisher = usePublisher()
  return useCallback(() => {
    const ask = (request: Request) =>
      client.action(
        {actionType: 'sanity.action.document.publish', ...request},
        {tag: 'document.publish'},
      )
    void publisher.press({id, type}, (show) =>
      publish({pair, waitsForLake, ask, show, pause}, {id, type}),
    )
  }, [pair, client, publisher, id, type])
}
