/**
 * A real lake where the network was: `https://*.sanity.io` is answered by a lake in a temporary directory, and the unmodified
 * client never notices. Anything else that a test asks for over the network is an error. The contract can be held against
 * another lake as well: `remote-lake.ts`.
 */
import {createLake, type Lake} from '@masthead/lake'
import {createClient, type SanityClient} from '@sanity/client'
import {http} from 'msw'
import {setupServer, type SetupServer} from 'msw/node'
import {test as base} from 'vitest'
import {removeDirectory, temporaryDirectory} from './directory.ts'
import {asLake, empty, makeMembers, remote, type Member, type Role} from './remote-lake.ts'
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
  /** Called by a test that holds for our lake only, with the reason: against another one it is not run, and named. */
  onlyOurs(reason: string): void
}

interface Shared {
  members: {free: Record<Role, Member[]>} | undefined
}

/** Users of another lake that a test has not taken yet. */
const unused = new WeakMap<Lake, {free: Record<Role, Member[]>; notHere(reason: string): never}>()

export const test = base.extend<World & Shared>({
  members: [
    async ({}, use) => {
      if (!remote) return use(undefined)
      const members = await makeMembers(remote)
      await use(members)
      await members.remove()
    },
    {scope: 'file'},
  ],
  network: async ({}, use) => {
    const network = setupServer()
    network.listen({onUnhandledFrame: 'error'})
    await use(network)
    network.close()
  },
  onlyOurs: async ({task, skip}, use) =>
    use((reason) => {
      if (!remote) return
      process.stdout.write(`Not run against ${remote.host}: ${task.name} (${reason})\n`)
      skip(reason)
    }),
  lake: async ({network, members, onlyOurs}, use) => {
    const directory = remote ? '' : temporaryDirectory('lake')
    const notHere = (reason: string): never => {
      onlyOurs(reason)
      throw new Error(reason)
    }
    const lake = remote
      ? asLake(remote, notHere)
      : createLake({directory, projectId, datasets: [dataset]})
    if (remote) await empty(remote)
    if (members) {
      const free = Object.fromEntries(
        Object.entries(members.free).map(([role, list]) => [role, [...list]]),
      ) as Record<Role, Member[]>
      unused.set(lake, {free, notHere})
    }
    network.use(http.all('https://*.sanity.io/*', ({request}) => lake.fetch(request)))
    await use(lake)
    await lake.close()
    if (directory) removeDirectory(directory)
  },
  reader: async ({lake: _lake}, use) => use(clientFor()),
  editor: async ({lake}, use) => use(addEditor(lake, 'Editor')),
})

/** A client as anybody would write it: Sanity's own host, no word of us. */
export const clientFor = (token?: string): SanityClient =>
  createClient({projectId, dataset, apiVersion, useCdn: false, ...(token ? {token} : {})})

export function addEditor(lake: Lake, asked: string, role: Role = 'editor'): Editor {
  const {id, name, token} = memberOf(lake, asked, role)
  const client = clientFor(token)
  return {
    id,
    name,
    token,
    client,
    async publish(document) {
      const draftId = `drafts.${document}`
      await client.action({
        actionType: 'sanity.action.document.publish',
        draftId,
        publishedId: document,
      })
    },
    async unpublish(document) {
      await client.action({
        actionType: 'sanity.action.document.unpublish',
        draftId: `drafts.${document}`,
        publishedId: document,
      })
    },
  }
}

function memberOf(lake: Lake, name: string, role: Role): Member {
  const other = unused.get(lake)
  if (!other) {
    const {user, token} = lake.registry.addUser({name, role})
    return {id: user.id, name, token}
  }
  return other.free[role].shift() ?? other.notHere(`it needs one more ${role} than there are`)
}
