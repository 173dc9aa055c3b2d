/**
 * A real lake where the network was: `https://*.sanity.io` is answered by a lake in a temporary directory, and the unmodified
 * client never notices. Anything else that a test asks for over the network is an error.
 */
import {createLake, type Lake} from '@masthead/lake'
import {createClient, type SanityClient} from '@sanity/client'
import {http} from 'msw'
import {setupServer, type SetupServer} from 'msw/node'
import {test as base} from 'vitest'
import {removeDirectory, temporaryDirectory} from './directory.ts'
import {apiVersion, dataset, projectId} from './servers.ts'

/** Somebody who writes, with a name in history and the rights of their role. */
export interface Editor {
  id: string
  name: string
  token: string
  client: SanityClient
  /** What Studio's Publish does: the draft becomes the published document. */
  publish(id: string): Promise<void>
  unpublish(id: string): Promise<void>
}

export interface World {
  /** Where the network was. A test that plays another server adds its answers by `network.use(…)`. */
  network: SetupServer
  lake: Lake
  /** Anonymous: what any reader may see. */
  reader: SanityClient
  editor: Editor
}

export const test = base.extend<World>({
  network: async ({}, use) => {
    const network = setupServer()
    network.listen({onUnhandledFrame: 'error'})
    await use(network)
    network.close()
  },
  lake: async ({network}, use) => {
    const directory = temporaryDirectory('lake')
    const lake = createLake({directory, projectId, datasets: [dataset]})
    network.use(http.all('https://*.sanity.io/*', ({request}) => lake.fetch(request)))
    await use(lake)
    await lake.close()
    removeDirectory(directory)
  },
  reader: async ({lake: _lake}, use) => use(clientFor()),
  editor: async ({lake}, use) => use(addEditor(lake, 'Editor')),
})

/** A client as anybody would write it: Sanity's own host, no word of us. */
export const clientFor = (token?: string): SanityClient =>
  createClient({projectId, dataset, apiVersion, useCdn: false, ...(token ? {token} : {})})

type Role = 'administrator' | 'editor' | 'contributor' | 'viewer'

export function addEditor(lake: Lake, name: string, role: Role = 'editor'): Editor {
  const {user, token} = lake.registry.addUser({name, role})
  const client = clientFor(token)
  return {
    id: user.id,
    name,
    token,
    client,
    async publish(id) {
      const draftId = `drafts.${id}`
      await client.action({
        actionType: 'sanity.action.document.publish',
        draftId,
        publishedId: id,
      })
    },
    async unpublish(id) {
      await client.action({
        actionType: 'sanity.action.document.unpublish',
        draftId: `drafts.${id}`,
        publishedId: id,
      })
    },
  }
}
