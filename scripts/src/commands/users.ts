import {lakeOptions} from '../config.ts'
import {noSuchUser, severalUsers, userExists} from '../errors.ts'
import type {ConnectedLake} from '../operator.ts'
import {studioLink} from '../start/announce.ts'
import {readArguments} from './arguments.ts'
import {usageOf} from './command.ts'
import type {Command} from './command.ts'

interface User {
  id: string
  name: string
  role: string
  robot: boolean
  createdAt: string
}

const usersPath = ({address}: ConnectedLake) => `/projects/${address.projectId}/users`

const addOptions = {
  role: {
    type: 'string',
    value: 'ROLE',
    default: 'editor',
    about: 'administrator, editor, contributor (writes drafts) or viewer (default: editor)',
  },
  ...lakeOptions,
} as const

/** `pnpm content users add NAME`: a new user and the link that signs them in to the Studio. */
export const addUser: Command = {
  verb: 'users add',
  usage: 'NAME [--role administrator|editor|contributor|viewer]',
  about: 'let somebody into the Studio; prints the link that signs them in',
  options: addOptions,
  async run(args, operator) {
    const {values, positionals} = readArguments(args, usageOf(addUser), addOptions, 1)
    const lake = await operator.lake(values)
    const wanted = positionals[0]?.trim() ?? ''
    if ((await allUsers(lake)).some((user) => user.name === wanted)) throw userExists(wanted)
    const {name, role, token} = await lake.management.send<User & {token: string}>(
      'POST',
      usersPath(lake),
      {name: wanted, role: values.role},
      'add the user',
    )
    const what = lake.running ? 'link that signs them in' : 'token with which they sign in'
    operator.print(`${name} can work in the Studio now (${role}). The ${what}:\n`)
    operator.print(`  ${lake.running ? studioLink(lake.running.studio, token) : token}\n`)
    operator.print(
      'It is shown only this once; whoever has it is that user. Pass it on in private.',
    )
  },
}

/** `pnpm content users list`: who may enter. */
export const listUsers: Command = {
  verb: 'users list',
  usage: '',
  about: 'who may enter, people and programs',
  options: lakeOptions,
  async run(args, operator) {
    const {values} = readArguments(args, usageOf(listUsers), lakeOptions, 0)
    const lake = await operator.lake(values)
    for (const user of await allUsers(lake)) {
      const kind = user.robot ? 'program' : 'person'
      operator.print(
        `${user.id}  ${user.role.padEnd(13)}  ${kind}  since ${user.createdAt.slice(0, 10)}  ${user.name}`,
      )
    }
  },
}

/** `pnpm content users remove NAME-OR-ID`: their links stop working at once. */
export const removeUser: Command = {
  verb: 'users remove',
  usage: 'NAME|ID',
  about: 'take the way in from somebody; what they wrote stays',
  options: lakeOptions,
  async run(args, operator) {
    const {values, positionals} = readArguments(args, usageOf(removeUser), lakeOptions, 1)
    const lake = await operator.lake(values)
    const who = positionals[0] ?? ''
    const found = (await allUsers(lake)).filter(({id, name}) => id === who || name === who)
    const [user] = found
    if (!user) throw noSuchUser(who)
    if (found.length > 1) {
      throw severalUsers(
        who,
        found.map(({id}) => id),
      )
    }
    await lake.management.send(
      'DELETE',
      `${usersPath(lake)}/${user.id}`,
      undefined,
      'remove the user',
    )
    operator.print(`${user.name} can no longer enter. What they wrote stays.`)
  },
}

const allUsers = (lake: ConnectedLake) =>
  lake.management.get<User[]>(usersPath(lake), 'list its users')
