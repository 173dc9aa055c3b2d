/** Publish one document: what the button and its keys do. */
import {useCallback} from 'react'
import {firstValueFrom} from 'rxjs'
import {
  getDocumentPairPermissions,
  useClient,
  useCurrentUser,
  useDocumentStore,
  useGrantsStore,
  useSchema,
  useSource,
  validateDocument,
  type SanityDocument,
  type ValidationMarker,
} from 'sanity'
import {waitsForLake} from '../saving/under-way.ts'
import {publish, type Request} from './publish.ts'
import {usePublisher} from './publisher.ts'

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

export function usePress(id: string, type: string): () => void {
  const {pair} = useDocumentStore()
  const client = useClient({apiVersion: '2025-02-19'})
  const mayPublish = useMayPublish(id, type)
  const check = useCheck()
  const publisher = usePublisher()
  return useCallback(() => {
    const ask = (request: Request) =>
      client.action(
        {actionType: 'sanity.action.document.publish', ...request},
        {tag: 'document.publish'},
      )
    void publisher.press({id, type}, (show) =>
      publish({pair, waitsForLake, mayPublish, check, ask, show, pause}, {id, type}),
    )
  }, [pair, client, mayPublish, check, publisher, id, type])
}

/** By the rules of the form. What it refers to must be published. */
function useCheck(): (draft: SanityDocument) => Promise<ValidationMarker[]> {
  const client = useClient({apiVersion: '2025-02-19'})
  const workspace = useSource()
  const currentUser = useCurrentUser()
  return useCallback(
    (document) =>
      validateDocument({
        document,
        workspace,
        currentUser,
        environment: 'studio',
        getDocumentExists: ({id}) =>
          client.fetch<boolean>(
            'defined(*[_id == $id][0]._id)',
            {id},
            {perspective: 'raw', tag: 'document.check'},
          ),
      }),
    [client, workspace, currentUser],
  )
}

/** Whether it may be asked for; where that cannot be learned, the lake says so when it is. */
function useMayPublish(id: string, type: string): () => Promise<boolean> {
  const client = useClient({apiVersion: '2025-02-19'})
  const grantsStore = useGrantsStore()
  const schema = useSchema()
  const userId = useCurrentUser()?.id
  return useCallback(
    () =>
      firstValueFrom(
        getDocumentPairPermissions({
          client,
          grantsStore,
          schema,
          id,
          type,
          permission: 'publish',
          ...(userId === undefined ? {} : {userId}),
        }),
      ).then(
        ({granted}) => granted,
        () => true,
      ),
    [client, grantsStore, schema, id, type, userId],
  )
}
