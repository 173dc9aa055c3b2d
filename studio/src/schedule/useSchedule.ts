/** Making, changing and cancelling schedules: writes of the editor's own, told as a message when they fail. */
import {useToast} from '@sanity/ui/toast'
import {useCallback} from 'react'
import {useClient, useCurrentUser} from 'sanity'
import type {Successor} from '../rules/removal.ts'
import {scheduleId, type Schedule, type ScheduledAction} from '../rules/schedule.ts'

interface Wish {
  target: string
  targetType: string
  action: ScheduledAction
  at: string
  zone: string
  draftRevision: string | undefined
  /** Of what is withdrawn and has an address. */
  successor?: Successor | undefined
}

export function useSchedule() {
  const client = useClient({apiVersion: '2025-02-19'})
  const user = useCurrentUser()
  const {push} = useToast()

  const attempt = useCallback(
    async (what: string, write: () => Promise<unknown>): Promise<boolean> => {
      try {
        await write()
        return true
      } catch (error) {
        const description = error instanceof Error ? error.message : String(error)
        push({status: 'error', title: `${what} Nothing was changed.`, description, closable: true})
        return false
      }
    },
    [push],
  )

  const schedule = useCallback(
    ({draftRevision, successor, ...wish}: Wish) =>
      attempt('It could not be scheduled.', () => {
        const document: Schedule = {
          ...wish,
          _id: scheduleId(wish.action, wish.target),
          _type: 'schedule',
          scheduledBy: user?.name ?? user?.email ?? 'somebody',
          state: 'waiting',
          ...(draftRevision ? {draftRevision} : {}),
          ...(successor ? {successor} : {}),
        }
        return client.createOrReplace(document)
      }),
    [attempt, client, user],
  )

  const cancel = useCallback(
    ({_id}: Pick<Schedule, '_id'>) =>
      attempt('It could not be cancelled.', () => client.delete(_id)),
    [attempt, client],
  )

  return {schedule, cancel}
}
