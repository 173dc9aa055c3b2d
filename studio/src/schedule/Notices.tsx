/** Above the form: what is planned for this document, and what could not be done. */
import {ClockIcon} from '@sanity/icons/Clock'
import {WarningOutlineIcon} from '@sanity/icons/WarningOutline'
import {Box, Button, Card, Flex, Stack, Text} from '@sanity/ui'
import {useState} from 'react'
import {useEditState} from 'sanity'
import type {ListedSchedule} from './answers.ts'
import {ScheduleDialog} from './ScheduleDialog.tsx'
import {useOffers} from './useOffers.ts'
import {useSchedule} from './useSchedule.ts'
import {useNow, useOpenSchedules} from './useSchedules.ts'
import {wordingFor} from './wording.ts'

interface NoticesProps {
  id: string
  type: string
}

export function Notices({id, type}: NoticesProps) {
  const {schedules} = useOpenSchedules(id)
  if (schedules.length === 0) return null
  return (
    <Box
      as="section"
      aria-label="Schedule"
      flex="none"
      // A long sentence must not make its pane wider.
      style={{width: 0, minWidth: '100%'}}
    >
      {schedules.map((schedule) => (
        <Notice key={schedule._id} id={id} type={type} schedule={schedule} />
      ))}
    </Box>
  )
}

function Notice({id, type, schedule}: NoticesProps & {schedule: ListedSchedule}) {
  const now = useNow()
  const {draft} = useEditState(id, type)
  const {offers} = useOffers(id, type)
  const {cancel} = useSchedule()
  const [isOpen, setOpen] = useState(false)
  const isEdited = Boolean(schedule.draftRevision && draft && draft._rev !== schedule.draftRevision)
  const {tone, headline, detail} = wordingFor(schedule, now, isEdited)
  const hasFailed = schedule.state === 'failed'
  return (
    <>
      <Card tone={tone} borderBottom paddingX={4} paddingY={3} data-testid="schedule-notice">
        <Flex align="center" gap={3} wrap="wrap">
          <Text size={1}>{hasFailed ? <WarningOutlineIcon /> : <ClockIcon />}</Text>
          <Stack flex={1} gap={3} style={{minWidth: '16rem'}}>
            <Text size={1} weight="semibold">
              {headline}
            </Text>
            <Text size={1} muted>
              {detail}
            </Text>
          </Stack>
          <Flex gap={2}>
            <Button
              mode="ghost"
              padding={2}
              fontSize={1}
              text={hasFailed ? 'Choose another time' : 'Change'}
              onClick={() => setOpen(true)}
            />
            <Button
              mode="bleed"
              padding={2}
              fontSize={1}
              text={hasFailed ? 'Dismiss' : 'Cancel'}
              aria-label={hasFailed ? 'Dismiss' : 'Cancel what is scheduled'}
              onClick={() => void cancel(schedule)}
            />
          </Flex>
        </Flex>
      </Card>
      {/* Not within the card, of which it would take the colours. */}
      {isOpen && (
        <ScheduleDialog
          id={id}
          type={type}
          offers={offers}
          initial={schedule.action}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}
