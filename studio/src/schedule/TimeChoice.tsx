/** A date and a time in the firm's zone, what they mean in words, and a choice where clocks make them mean two things or none. */
import {Box, Button, Card, Flex, Grid, Radio, Stack, Text, TextInput} from '@sanity/ui'
import {useId} from 'react'
import {
  describeDistance,
  describeInstant,
  describeTime,
  instantOf,
  wallClockAt,
  type WallClock,
} from '../rules/wall-clock.ts'

export interface Choice extends WallClock {
  /** Of a time that comes twice, the second one. */
  second: boolean
}

/** The instant of a choice, or the sentence that says why there is none. */
export function readChoice(
  {date, time, second}: Choice,
  zone: string,
  now: number,
): {at: string} | {problem: string | null} {
  const meaning = instantOf(date, time, zone)
  if (!meaning) return {problem: null}
  if (meaning.kind === 'never') {
    return {
      problem: `There is no ${time} on that day: clocks go forward over it, straight to ${describeTime(meaning.next, zone)}.`,
    }
  }
  const at = meaning.kind === 'once' ? meaning.at : second ? meaning.second : meaning.first
  return Date.parse(at) <= now ? {problem: 'That time has passed already.'} : {at}
}

interface TimeChoiceProps {
  choice: Choice
  zone: string
  now: number
  onChange: (choice: Choice) => void
}

export function TimeChoice({choice, zone, now, onChange}: TimeChoiceProps) {
  const id = useId()
  const {date, time, second} = choice
  const meaning = instantOf(date, time, zone)
  const read = readChoice(choice, zone, now)
  return (
    <Stack gap={4}>
      <Grid gridTemplateColumns={2} gap={3}>
        <Stack gap={3}>
          <Text as="label" size={1} weight="medium" htmlFor={`${id}-date`}>
            Date
          </Text>
          <TextInput
            id={`${id}-date`}
            type="date"
            value={date}
            min={wallClockAt(now, zone).date}
            onChange={({currentTarget}) => onChange({...choice, date: currentTarget.value})}
          />
        </Stack>
        <Stack gap={3}>
          <Text as="label" size={1} weight="medium" htmlFor={`${id}-time`}>
            Time in {zone.split('/').at(-1)?.replaceAll('_', ' ')}
          </Text>
          <TextInput
            id={`${id}-time`}
            type="time"
            value={time}
            onChange={({currentTarget}) => onChange({...choice, time: currentTarget.value})}
          />
        </Stack>
      </Grid>
      {meaning?.kind === 'twice' && (
        <Stack role="radiogroup" gap={3} aria-labelledby={`${id}-twice`}>
          <Text id={`${id}-twice`} size={1}>
            Clocks go back that night, so {time} comes twice. Which one?
          </Text>
          {[false, true].map((isSecond) => (
            <Flex as="label" align="center" gap={2} key={String(isSecond)}>
              <Radio
                name={`${id}-which`}
                checked={second === isSecond}
                onChange={() => onChange({...choice, second: isSecond})}
              />
              <Text size={1}>
                {isSecond ? 'The second' : 'The first'},{' '}
                {describeTime(isSecond ? meaning.second : meaning.first, zone)}
              </Text>
            </Flex>
          ))}
        </Stack>
      )}
      <Card
        as="output"
        data-testid="schedule-meaning"
        border
        padding={3}
        radius={2}
        tone={'at' in read ? 'primary' : read.problem ? 'caution' : 'transparent'}
        style={{display: 'block'}}
      >
        <Stack gap={3}>
          {'at' in read ? (
            <Text size={1} weight="semibold">
              {describeInstant(read.at, zone)} · {describeDistance(read.at, now)}
            </Text>
          ) : (
            <Text size={1}>{read.problem ?? 'Choose a date and a time.'}</Text>
          )}
          {meaning?.kind === 'never' && (
            <Box>
              <Button
                fontSize={1}
                padding={2}
                mode="ghost"
                text={`Use ${describeTime(meaning.moved, zone)}`}
                onClick={() => onChange({...wallClockAt(meaning.moved, zone), second: false})}
              />
            </Box>
          )}
        </Stack>
      </Card>
    </Stack>
  )
}
