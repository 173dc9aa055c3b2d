/**
 * Scheduling: publish or withdraw a document at a time of the firm's own clock.
 *
 * Studio writes down what is to happen (`rules/schedule.ts`) and shows it above the form, in the footer and in the desk;
 * `content schedule run`, which `npm start` does by itself, carries it out (docs/decisions/0027).
 */
import {
  definePlugin,
  getPublishedId,
  type DocumentBadgeComponent,
  type DocumentLayoutProps,
} from 'sanity'
import {Flex} from '@sanity/ui'
import {schedulableTypes} from '../rules/schedule.ts'
import {describeInstant} from '../rules/wall-clock.ts'
import {scheduleAction} from './action.tsx'
import {Notices} from './Notices.tsx'
import {PublishedByHand} from './PublishedByHand.tsx'
import {useOpenSchedules} from './useSchedules.ts'

const scheduleBadge: DocumentBadgeComponent = ({id}) => {
  const [schedule] = useOpenSchedules(id).schedules
  if (!schedule) return null
  const when = describeInstant(schedule.at, schedule.zone)
  return schedule.state === 'failed'
    ? {label: 'Schedule failed', color: 'danger', title: schedule.failure?.reason ?? when}
    : {label: 'Scheduled', color: 'primary', title: when}
}

function WithNotices(props: DocumentLayoutProps) {
  if (!schedulableTypes.includes(props.documentType)) return props.renderDefault(props)
  return (
    <Flex direction="column" height="fill">
      <Notices id={getPublishedId(props.documentId)} type={props.documentType} />
      <Flex flex={1} direction="column" style={{minHeight: 0}}>
        {props.renderDefault(props)}
      </Flex>
    </Flex>
  )
}

export const scheduling = definePlugin({
  name: 'scheduling',
  document: {
    actions: (actions, {schemaType}) => {
      if (!schedulableTypes.includes(schemaType)) return actions
      const place = actions.findIndex(({action}) => action === 'unpublish') + 1
      return actions.toSpliced(place, 0, scheduleAction)
    },
    badges: (badges, {schemaType}) =>
      schedulableTypes.includes(schemaType) ? [...badges, scheduleBadge] : badges,
    components: {unstable_layout: WithNotices},
  },
  studio: {components: {layout: PublishedByHand}},
})
