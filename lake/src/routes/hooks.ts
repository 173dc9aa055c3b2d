/** Managing webhooks and reading their delivery log, at the paths of Sanity's management API. */
import {requireAdministrator} from '../access/permissions.ts'
import {conflict, notFound} from '../errors.ts'
import type {Route, RouteContext} from '../route.ts'
import type {Message} from '../store/hook-message.ts'
import {presentHook, readHookSettings, type Hook} from '../webhooks/hook.ts'
import {checkRule} from '../webhooks/rule.ts'
import {requireProject} from './projects.ts'
import {readCount, readJson} from './read.ts'

const MAX_HOOKS = 50
const LOG_LENGTH = 100
const MAX_LOG_LENGTH = 1_000

const list: Route = {
  method: 'GET',
  path: '/hooks/projects/:project',
  handle(context) {
    requireManager(context)
    return Response.json(context.registry.hooks.list().map(presentHook))
  },
}

const create: Route = {
  method: 'POST',
  path: '/hooks/projects/:project',
  async handle(context) {
    requireManager(context)
    const settings = readHookSettings(await readJson(context.request))
    checkRule(settings.rule)
    const {registry, datasets, identity} = context
    if (registry.hooks.list().length >= MAX_HOOKS) {
      throw conflict(
        `A lake has at most ${MAX_HOOKS} webhooks. Nothing was changed; delete one first.`,
      )
    }
    const hook = registry.hooks.create(settings, datasets.projectId, identity.id)
    return Response.json(presentHook(hook), {status: 201})
  },
}

const one: Route = {
  method: 'GET',
  path: '/hooks/projects/:project/:hook',
  handle: (context) => Response.json(presentHook(findHook(context))),
}

const change: Route = {
  method: 'PATCH',
  path: '/hooks/projects/:project/:hook',
  async handle(context) {
    requireManager(context)
    const body = await readJson(context.request)
    const hook = findHook(context) // only now: another may have changed or removed it meanwhile
    const settings = readHookSettings(body, hook)
    checkRule(settings.rule)
    return Response.json(presentHook(context.registry.hooks.update(hook, settings)))
  },
}

const remove: Route = {
  method: 'DELETE',
  path: '/hooks/projects/:project/:hook',
  handle(context) {
    context.registry.hooks.delete(findHook(context).id)
    return new Response(null, {status: 204})
  },
}

const attempts: Route = {
  method: 'GET',
  path: '/hooks/projects/:project/:hook/attempts',
  handle(context) {
    const hook = findHook(context)
    return Response.json(context.registry.hooks.attempts(hook.id, readLimit(context)))
  },
}

const messages: Route = {
  method: 'GET',
  path: '/hooks/projects/:project/:hook/messages',
  handle(context) {
    const hook = findHook(context)
    const found = context.registry.hooks.messages(hook.id, readLimit(context))
    return Response.json(found.map((message) => presentMessage(hook, message)))
  },
}

const attempt: Route = {
  method: 'GET',
  path: '/hooks/projects/:project/attempts/:attempt',
  handle(context) {
    requireManager(context)
    const found = context.registry.hooks.attempt(context.params['attempt'] ?? '')
    if (!found) throw notFound('There is no such delivery attempt')
    return Response.json(found)
  },
}

function requireManager(context: RouteContext) {
  requireProject(context)
  requireAdministrator(context.identity, 'manage webhooks')
}

function findHook(context: RouteContext): Hook {
  requireManager(context)
  const hook = context.registry.hooks.get(context.params['hook'] ?? '')
  if (!hook) throw notFound('There is no such webhook')
  return hook
}

const readLimit = ({url}: RouteContext) => readCount(url, 'limit', LOG_LENGTH, MAX_LOG_LENGTH)

const presentMessage = (hook: Hook, message: Message) => ({
  id: message.id,
  projectId: hook.projectId,
  hookId: hook.id,
  dataset: message.dataset,
  documentId: message.documentId,
  transactionId: message.transactionId,
  operation: message.operation,
  payload: message.payload,
  status: message.status,
  failureCount: message.failures,
  resultCode: message.resultCode,
  createdAt: message.createdAt,
  updatedAt: message.updatedAt,
})

/** `attempt` before those with `:hook`, which would take `attempts` for an id. */
export const hooks: Route[] = [list, create, attempt, attempts, messages, one, change, remove]
