/**
 * A webhook: which changes of which dataset are told to which address, and how.
 *
 * The shape is that of Sanity's management API. `rule.on`, `rule.filter` and `rule.projection` decide; drafts and
 * release versions are left out unless asked for.
 */
import {badRequest} from '../errors.ts'
import {isRecord} from '../record.ts'

export type Operation = 'create' | 'update' | 'delete'
const OPERATIONS: readonly Operation[] = ['create', 'update', 'delete']
const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'GET'] as const

export interface HookRule {
  on: Operation[]
  filter: string
  projection: string
}

export interface HookSettings {
  type: 'document'
  name: string
  description: string | null
  url: string
  /** A dataset's name, or `*` for all of them. */
  dataset: string
  rule: HookRule
  apiVersion: string
  httpMethod: (typeof METHODS)[number]
  includeDrafts: boolean
  includeAllVersions: boolean
  headers: Record<string, string>
  secret: string | null
  isDisabledByUser: boolean
}

export interface Hook extends HookSettings {
  id: string
  projectId: string
  createdAt: string
  updatedAt: string
  createdByUserId: string
}

const DEFAULTS: Omit<HookSettings, 'name' | 'url' | 'dataset'> = {
  type: 'document',
  description: null,
  rule: {on: ['create', 'update', 'delete'], filter: '', projection: ''},
  apiVersion: 'v2021-03-25',
  httpMethod: 'POST',
  includeDrafts: false,
  includeAllVersions: false,
  headers: {},
  secret: null,
  isDisabledByUser: false,
}

const MAX_TEXT = 16_384
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/
// Ours to set; a hook may not forge or break them.
const RESERVED_HEADERS =
  /^(sanity-|host$|connection$|content-length$|transfer-encoding$|idempotency-key$)/i

/** The settings that a client sent, laid over `base`; every problem is a 400 that names the field. */
export function readHookSettings(body: unknown, base: Partial<HookSettings> = {}): HookSettings {
  if (!isRecord(body)) throw badRequest('A webhook is a JSON object. Nothing was changed.')
  const given = {...DEFAULTS, ...base, ...pick(body)}
  if (given.type !== 'document') throw invalid('type', 'must be "document"')
  return {
    type: 'document',
    name: text(given.name, 'name', 1),
    description:
      given.description === null ? null : text(given.description, 'description', 0, 1024),
    url: address(given.url),
    dataset: text(given.dataset, 'dataset', 1, 128),
    rule: readRule(given.rule, base.rule),
    apiVersion: text(given.apiVersion, 'apiVersion', 1, 32),
    httpMethod: oneOf(METHODS, given.httpMethod, 'httpMethod'),
    includeDrafts: flag(given.includeDrafts, 'includeDrafts'),
    includeAllVersions: flag(given.includeAllVersions, 'includeAllVersions'),
    headers: readHeaders(given.headers),
    secret: given.secret === null ? null : text(given.secret, 'secret', 0, 1024) || null,
    isDisabledByUser: flag(given.isDisabledByUser, 'isDisabledByUser'),
  }
}

/** A webhook as the API shows it: without the secret's text. */
export const presentHook = ({secret, ...hook}: Hook) => ({
  ...hook,
  hasSecret: secret !== null,
  isDisabled: false,
  deletedAt: null,
})

function readRule(value: unknown, base: HookRule = DEFAULTS.rule): HookRule {
  if (!isRecord(value)) throw invalid('rule', 'must be an object {on, filter, projection}')
  const {on = base.on, filter = base.filter, projection = base.projection} = value
  if (!Array.isArray(on) || on.length === 0)
    throw invalid('rule.on', 'must list at least one operation')
  return {
    on: [...new Set(on.map((operation) => oneOf(OPERATIONS, operation, 'rule.on')))],
    filter: text(filter ?? '', 'rule.filter', 0),
    projection: text(projection ?? '', 'rule.projection', 0),
  }
}

function readHeaders(value: unknown): Record<string, string> {
  if (value === null) return {}
  if (!isRecord(value)) throw invalid('headers', 'must be an object of strings')
  for (const [name, content] of Object.entries(value)) {
    if (!HEADER_NAME.test(name)) throw invalid('headers', `holds the impossible name "${name}"`)
    if (RESERVED_HEADERS.test(name))
      throw invalid('headers', `may not set "${name}": the lake does`)
    if (typeof content !== 'string' || /[^\t\x20-\x7e\x80-\xff]/.test(content)) {
      throw invalid('headers', `must give "${name}" one line of text`)
    }
  }
  return value as Record<string, string>
}

function address(value: unknown): string {
  const url = URL.parse(text(value, 'url', 1, 2048))
  if (!url || !/^https?:$/.test(url.protocol))
    throw invalid('url', 'must begin with http:// or https://')
  if (url.username || url.password) throw invalid('url', 'may not carry a password: use `headers`')
  return url.href
}

function text(value: unknown, field: string, least: number, most = MAX_TEXT): string {
  if (typeof value !== 'string') throw invalid(field, 'must be a string')
  if (value.trim().length < least) throw invalid(field, 'must not be empty')
  if (value.length > most) throw invalid(field, `must be at most ${most} characters long`)
  return value
}

function oneOf<T extends string>(choices: readonly T[], value: unknown, field: string): T {
  const found = choices.find((choice) => choice === value)
  if (!found) throw invalid(field, `must be one of ${choices.join(', ')}`)
  return found
}

function flag(value: unknown, field: string): boolean {
  if (typeof value !== 'boolean') throw invalid(field, 'must be true or false')
  return value
}

const FIELDS = [...Object.keys(DEFAULTS), 'name', 'url', 'dataset']
const pick = (body: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    FIELDS.filter((field) => body[field] !== undefined).map((field) => [field, body[field]]),
  )

const invalid = (field: string, problem: string) =>
  badRequest(`The webhook's "${field}" ${problem}. Nothing was changed.`)
