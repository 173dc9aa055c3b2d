/** The desk's list of what is scheduled: what failed first, then what comes next, then what was done in the last days. */
import {CheckmarkCircleIcon} from '@sanity/icons/CheckmarkCircle'
import {ClockIcon} from '@sanity/icons/Clock'
import {WarningOutlineIcon} from '@sanity/icons/WarningOutline'
import {Box, Card, Flex, Stack, Text} from '@sanity/ui'
import type {ReactNode} from 'react'
import {usePaneRouter} from 'sanity/structure'
import type {ListedSchedule} from './answers.ts'
import {useNow, useSchedules} from './useSchedules.ts'
import {outcomeOf, wordingFor} from './wording.ts'

/** How long the list remembers what went well. */
const rememberedFor = 7 * 86_400_000

export function ScheduledPane() {
  const {schedules, zone, isLoading, isStale} = useSchedules()
  const now = useNow()
  const failed = schedules.filter(({state}) => state === 'failed')
  const waiting = schedules.filter(({state}) => state === 'waiting')
  const done = schedules
    .filter(({state, doneAt}) => state === 'done' && now - Date.parse(doneAt ?? '') < rememberedFor)
    .toReversed()
  if (isLoading) return isStale ? <Stale isEmpty /> : null
  return (
    <Box padding={3} height="fill" overflow="auto" data-testid="scheduled-pane">
      <Stack gap={5}>
        {isStale && <Stale />}
        <Group title="Could not be done" schedules={failed} now={now} />
        <Group title="Next" schedules={waiting} now={now}>
          Nothing is scheduled. Open a document and choose “Schedule…” in the menu beside Publish.
        </Group>
        <Group title="Done in the last 7 days" schedules={done} now={now} />
        <Box paddingX={3}>
          <Text size={1} muted>
            Times are those of {zone}: Site settings, Languages &amp; time.
          </Text>
        </Box>
      </Stack>
    </Box>
  )
}

const Stale = ({isEmpty = false}: {isEmpty?: boolean}) => (
  <Card tone="caution" border radius={2} padding={3} margin={isEmpty ? 3 : 0} role="alert">
    <Text size={1}>
      The Content Lake does not say what is scheduled
      {isEmpty ? '' : ' any more: this may be out of date'}. It is asked again every few seconds; if
      this stays, check that Masthead is still running (npm start).
    </Text>
  </Card>
)

interface GroupProps {
  title: string
  schedules: ListedSchedule[]
  now: number
  /** Said when the group is empty; without it an empty group is left out. */
  children?: ReactNode
}

function Group({title, schedules, now, children}: GroupProps) {
  if (schedules.length === 0 && !children) return null
  return (
    <Stack as="section" aria-label={title} gap={2}>
      <Box paddingX={3} paddingY={2}>
        <Text as="h3" size={1} weight="semibold" muted>
          {title}
        </Text>
      </Box>
      {schedules.length === 0 && (
        <Box paddingX={3}>
          <Text size={1} muted>
            {children}
          </Text>
        </Box>
      )}
      {schedules.map((schedule) => (
        <Entry key={schedule._id} schedule={schedule} now={now} />
      ))}
    </Stack>
  )
}

const icons = {failed: WarningOutlineIcon, waiting: ClockIcon, done: CheckmarkCircleIcon}

function Entry({schedule, now}: {schedule: ListedSchedule; now: number}) {
  const {ChildLink, routerPanesState, groupIndex} = usePaneRouter()
  const {target, targetType, title, state, caution} = schedule
  const isOpen = routerPanesState[groupIndex + 1]?.[0]?.id === target
  const Icon = icons[state]
  const wording = state === 'done' ? undefined : wordingFor(schedule, now)
  const words = state === 'failed' ? wording?.detail : caution
  const tone = caution ? 'caution' : wording?.tone
  return (
    <Card
      as={ChildLink}
      childId={target}
      childParameters={{type: targetType}}
      data-as="a"
      tone={tone && tone !== 'primary' ? tone : 'default'}
      pressed={isOpen}
      padding={3}
      radius={2}
    >
      <Flex gap={3}>
        <Text size={1} muted>
          <Icon />
        </Text>
        <Stack gap={3} flex={1}>
          <Text size={1} weight="medium">
            {title ?? 'Untitled'}
          </Text>
          <Text size={1} muted>
            {wording?.headline ?? outcomeOf(schedule)}
          </Text>
          {words && <Text size={1}>{words}</Text>}
        </Stack>
      </Flex>
    </Card>
  )
}
