/** Publish, pressed by hand: what was planned for this draft has happened, so that the plan goes. */
import type {DocumentActionComponent} from 'sanity'
import {useSchedule} from './useSchedule.ts'
import {useOpenSchedules} from './useSchedules.ts'

export function publishNow(publish: DocumentActionComponent): DocumentActionComponent {
  const PublishNow: DocumentActionComponent = (props) => {
    const action = publish(props)
    const {schedules} = useOpenSchedules(props.id)
    const {cancel} = useSchedule()
    if (!action?.onHandle) return action
    return {
      ...action,
      onHandle: () => {
        action.onHandle?.()
        const planned = schedules.find((schedule) => schedule.action === 'publish')
        if (planned) void cancel(planned)
      },
    }
  }
  PublishNow.action = publish.action
  PublishNow.displayName = 'PublishNow'
  return PublishNow
}
