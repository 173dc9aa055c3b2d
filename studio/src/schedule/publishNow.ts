/** Publish, pressed by hand: once it has happened, what was planned for this draft has happened too, and the plan goes. */
import {filter, take} from 'rxjs'
import {useDocumentStore, type DocumentActionComponent} from 'sanity'
import {useSchedule} from './useSchedule.ts'
import {useOpenSchedules} from './useSchedules.ts'

export function publishNow(publish: DocumentActionComponent): DocumentActionComponent {
  const PublishNow: DocumentActionComponent = (props) => {
    const {id, type} = props
    const action = publish(props)
    const {schedules} = useOpenSchedules(id)
    const {pair} = useDocumentStore()
    const {cancel} = useSchedule()
    if (!action?.onHandle) return action
    return {
      ...action,
      onHandle: () => {
        const planned = schedules.find((schedule) => schedule.action === 'publish')
        // Studio may be checking the draft still, and may then not publish it: so not before it has. The subscription is not
        // the component's, as an editor may have gone on by then.
        if (planned) {
          pair
            .operationEvents(id, type)
            .pipe(
              filter((event) => event.type === 'success' && event.op === 'publish'),
              take(1),
            )
            .subscribe(() => void cancel(planned))
        }
        action.onHandle?.()
      },
    }
  }
  PublishNow.action = publish.action
  PublishNow.displayName = 'PublishNow'
  return PublishNow
}
