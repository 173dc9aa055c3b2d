/** The dialog behind "Schedule…": what is to happen, when, and a way out of what is planned already. */
import {Button, Card, Dialog, Flex, Radio, Stack, Text} from '@sanity/ui'
import {useId, useMemo, useState} from 'react'
import {useEditState} from 'sanity'
import {useReturnedFocus} from '../dialogs/useReturnedFocus.ts'
import {addressedTypes} from '../rules/address.ts'
import {pageOf} from '../rules/redirect-table.ts'
import type {Successor} from '../rules/removal.ts'
import {plannedSuccessor, type Schedule, type ScheduledAction} from '../rules/schedule.ts'
import {isSecondTime, tomorrow, wallClockAt} from '../rules/wall-clock.ts'
import {SuccessorChoice} from '../successor/SuccessorChoice.tsx'
import {useSuccessor} from '../successor/useSuccessor.ts'
import {readChoice, TimeChoice, type Choice} from './TimeChoice.tsx'
import {useSchedule} from './useSchedule.ts'
import {useNow, useOpenSchedules} from './useSchedules.ts'

interface ScheduleDialogProps {
  id: string
  type: string
  /** What is offered, with the reason why something is not. */
  offers: Offer[]
  initial: ScheduledAction
  onClose: () => void
}

export interface Offer {
  action: ScheduledAction
  label: string
  problem: string | null
}

/** Tomorrow at nine, or what was chosen before. */
function firstChoice(known: Schedule | undefined, zone: string, now: number): Choice {
  return known && Date.parse(known.at) > now
    ? {...wallClockAt(known.at, zone), second: isSecondTime(known.at, zone)}
    : {date: tomorrow(now, zone), time: '09:00', second: false}
}

export function ScheduleDialog({id, type, offers, initial, onClose}: ScheduleDialogProps) {
  const formId = useId()
  const dialog = useReturnedFocus()
  const now = useNow()
  const {schedules, zone} = useOpenSchedules(id)
  const {draft, published} = useEditState(id, type)
  const {schedule, cancel} = useSchedule()
  const [action, setAction] = useState(initial)
  const [chosen, setChosen] = useState<Choice>()
  const [picked, setPicked] = useState<Successor>()
  const [isBusy, setBusy] = useState(false)
  const known = schedules.find((one) => one.action === action)
  const hasFailed = known?.state === 'failed'
  const choice = chosen ?? firstChoice(known, zone, now)
  const read = readChoice(choice, zone, now)
  const problem = offers.find((offer) => offer.action === action)?.problem
  const document = published ?? draft
  const page = useMemo(() => pageOf(document ?? {_id: id, _type: type}), [document, id, type])
  const leavesAddress =
    action === 'unpublish' && addressedTypes.includes(type) && page.slug !== null
  const successor = picked ?? plannedSuccessor(known ?? {})
  const after = useSuccessor(page, leavesAddress ? successor : {kind: 'nothing'})

  async function finish(work: Promise<boolean>) {
    setBusy(true)
    const isDone = await work
    setBusy(false)
    if (isDone) onClose()
  }

  return (
    <Dialog
      ref={dialog}
      id={`${formId}-dialog`}
      header="Schedule"
      width={1}
      onClose={onClose}
      onClickOutside={onClose}
      footer={
        <Flex gap={2} justify="flex-end" padding={3}>
          {known && (
            <Button
              mode="bleed"
              tone="critical"
              text={hasFailed ? 'Take off the list' : 'Cancel what is scheduled'}
              disabled={isBusy}
              onClick={() => void finish(cancel(known))}
            />
          )}
          <Button
            tone="primary"
            data-testid="confirm-schedule"
            text={known && !hasFailed ? 'Change' : 'Schedule'}
            disabled={isBusy || Boolean(problem) || !('at' in read) || !after.chosen}
            onClick={() => {
              if (!('at' in read)) return
              const wish = {target: id, targetType: type, action, at: read.at, zone}
              const then = leavesAddress ? {successor: after.chosen} : {}
              void finish(schedule({...wish, ...then, draftRevision: draft?._rev}))
            }}
          />
        </Flex>
      }
    >
      <Stack gap={5} padding={4}>
        <Stack role="radiogroup" gap={3} aria-labelledby={`${formId}-deed`}>
          <Text id={`${formId}-deed`} size={1} weight="medium">
            What is to happen
          </Text>
          {offers.map(({action: offered, label}) => (
            <Flex as="label" align="center" gap={2} key={offered}>
              <Radio
                name={`${formId}-action`}
                checked={action === offered}
                onChange={() => {
                  setAction(offered)
                  setChosen(undefined)
                }}
              />
              <Text size={1}>{label}</Text>
            </Flex>
          ))}
        </Stack>
        {problem ? (
          <Card tone="caution" border radius={2} padding={3} role="alert">
            <Text size={1}>{problem}</Text>
          </Card>
        ) : (
          <TimeChoice choice={choice} zone={zone} now={now} onChange={setChosen} />
        )}
        {leavesAddress && !problem && (
          <SuccessorChoice
            page={page}
            successor={successor}
            answer={after.answer}
            onChange={setPicked}
          />
        )}
      </Stack>
    </Dialog>
  )
}
