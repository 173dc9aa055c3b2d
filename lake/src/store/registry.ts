/**
 * The registry: users, tokens, each user's remembered values and the webhooks, in `lake.sqlite` beside the datasets.
 *
 * Every request reads it, so a token that is revoked (also by `users.ts` in another process) is dead at once.
 */
import {randomBytes} from 'node:crypto'
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import type {Identity, Role} from '../access/identity.ts'
import {mintToken, tokenId, tokenMatches} from '../access/token.ts'
import {openDatabase, type Database} from './database.ts'
import {HookStore} from './hook-store.ts'

export interface User {
  id: string
  name: string
  email: string
  role: Role
  /** Made for a token ("robot" in Sanity's words), not for a person. */
  robot: boolean
  createdAt: string
  updatedAt: string
}

export interface TokenRecord {
  id: string
  userId: string
  label: string
  role: Role
  createdAt: string
}

export interface NewUser {
  name: string
  email?: string
  role: Role
  robot?: boolean
}

export interface RememberedValue {
  key: string
  value: unknown
  updatedAt: string
}

/** Tokens whose users are remembered; users of a token never change but by losing it. */
const MAX_KNOWN = 1_000
const SCHEMA = new URL('./registry-schema.sql', import.meta.url)

export class Registry {
  readonly hooks: HookStore
  readonly #database: Database
  readonly #shutOut = new Set<() => void>()
  #removals = 0
  #version: string | undefined
  /** Tokens that were looked up since anybody was shut out. */
  readonly #known = new Map<string, Identity>()
  #knownSince = ''

  /** `busyWaitMs`: how long another process may hold it. A lake does not wait, a command does. */
  constructor(directory: string, busyWaitMs?: number) {
    mkdirSync(directory, {recursive: true})
    this.#database = openDatabase(join(directory, 'lake.sqlite'), SCHEMA, busyWaitMs)
    this.hooks = new HookStore(this.#database)
  }

  /** Whose token this is; `null` when it is nobody's, wrong or revoked. */
  identify(token: string): Identity | null {
    const version = this.#readVersion()
    if (version !== this.#knownSince || this.#known.size >= MAX_KNOWN) this.#known.clear()
    this.#knownSince = version
    const known = this.#known.get(token)
    if (known) return known
    const found = this.#lookUp(token)
    if (found) this.#known.set(token, found)
    return found
  }

  #lookUp(token: string): Identity | null {
    const id = tokenId(token)
    if (!id) return null
    const row = this.#database
      .prepare(
        'select t.hash, u.id, u.name, u.email, u.role from tokens t join users u on u.id = t.user_id where t.id = ?',
      )
      .get(id)
    if (!row || !tokenMatches(token, row['hash'] as Uint8Array)) return null
    return {
      id: String(row['id']),
      name: String(row['name']),
      email: String(row['email']),
      role: row['role'] as Role,
    }
  }

  /** Differs from what it was once a token may have been revoked, also by another process. Looked up once a turn of the event loop. */
  get accessVersion(): string {
    if (this.#version === undefined) {
      this.#version = this.#readVersion()
      // Not unreferenced: the loop would wait for its next event first, which would still see this one.
      setImmediate(() => (this.#version = undefined))
    }
    return this.#version
  }

  #readVersion(): string {
    const {data_version: others} = this.#database.prepare('pragma data_version').get() ?? {}
    return `${this.#removals}.${String(others)}`
  }

  /** Called when this process revoked a token or removed a user. Returns the function that stops it. */
  onShutOut(listener: () => void): () => void {
    this.#shutOut.add(listener)
    return () => this.#shutOut.delete(listener)
  }

  #tellShutOut() {
    this.#removals += 1
    this.#version = undefined
    for (const listener of this.#shutOut) listener()
  }

  /** Add a user with a first token. The token is in the answer and nowhere else. */
  addUser({name, email = '', role, robot = false}: NewUser): {
    user: User
    token: string
    tokenId: string
  } {
    const now = new Date().toISOString()
    const user: User = {id: newUserId(), name, email, role, robot, createdAt: now, updatedAt: now}
    return this.#database.transact(() => {
      this.#database
        .prepare('insert into users values (?, ?, ?, ?, ?, ?, ?)')
        .run(user.id, name, email, role, robot ? 1 : 0, now, now)
      const minted = mintToken()
      this.#database
        .prepare('insert into tokens values (?, ?, ?, ?, ?)')
        .run(minted.id, user.id, minted.hash, name, now)
      return {user, token: minted.token, tokenId: minted.id}
    })
  }

  users(): User[] {
    return this.#database.prepare('select * from users order by created_at, id').all().map(readUser)
  }

  user(id: string): User | null {
    const row = this.#database.prepare('select * from users where id = ?').get(id)
    return row ? readUser(row) : null
  }

  /** Remove a user and every token of theirs. Their name stays in history as an id only. */
  removeUser(id: string): boolean {
    const removed = this.#database.prepare('delete from users where id = ?').run(id).changes > 0
    if (removed) this.#tellShutOut()
    return removed
  }

  tokens(): TokenRecord[] {
    return this.#database
      .prepare(
        'select t.id, t.user_id, t.label, t.created_at, u.role from tokens t join users u on u.id = t.user_id order by t.created_at, t.id',
      )
      .all()
      .map((row) => ({
        id: String(row['id']),
        userId: String(row['user_id']),
        label: String(row['label']),
        role: row['role'] as Role,
        createdAt: String(row['created_at']),
      }))
  }

  /** Revoke one token; a robot goes with its last one. */
  removeToken(id: string): boolean {
    const removed = this.#database.transact(() => {
      const found = this.#database.prepare('delete from tokens where id = ?').run(id).changes > 0
      this.#database
        .prepare('delete from users where robot = 1 and id not in (select user_id from tokens)')
        .run()
      return found
    })
    if (removed) this.#tellShutOut()
    return removed
  }

  /** How many administrators could still log in, robots included. */
  administrators(): {userId: string; tokens: number}[] {
    return this.#database
      .prepare(
        "select u.id, count(*) as tokens from users u join tokens t on t.user_id = u.id where u.role = 'administrator' group by u.id",
      )
      .all()
      .map((row) => ({userId: String(row['id']), tokens: Number(row['tokens'])}))
  }

  readValues(userId: string, keys: string[]): RememberedValue[] {
    const read = this.#database.prepare('select * from user_values where user_id = ? and key = ?')
    return keys.flatMap((key) => {
      const row = read.get(userId, key)
      if (!row) return []
      return [{key, value: JSON.parse(String(row['value'])), updatedAt: String(row['updated_at'])}]
    })
  }

  writeValues(userId: string, pairs: {key: string; value: unknown}[]): RememberedValue[] {
    const updatedAt = new Date().toISOString()
    return this.#database.transact(() => {
      const write = this.#database.prepare('insert or replace into user_values values (?, ?, ?, ?)')
      return pairs.map(({key, value = null}) => {
        write.run(userId, key, JSON.stringify(value), updatedAt)
        return {key, value, updatedAt}
      })
    })
  }

  close(): void {
    this.#database.close()
  }
}

/** Sanity's user ids begin with `p` (project user); Studio shows them nowhere but history stores them. */
const newUserId = () => `p${randomBytes(6).toString('hex')}`

const readUser = (row: Record<string, unknown>): User => ({
  id: String(row['id']),
  name: String(row['name']),
  email: String(row['email']),
  role: row['role'] as Role,
  robot: row['robot'] === 1,
  createdAt: String(row['created_at']),
  updatedAt: String(row['updated_at']),
})
