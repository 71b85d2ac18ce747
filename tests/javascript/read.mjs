// Reads calendar files with ical.js: a JSON list of texts comes in on standard input, a JSON list of what they say goes out.
import ICAL from "ical.js";

const utc = (time) => time.convertToZone(ICAL.Timezone.utcTimezone).toString();

function property(one) {
  const [name, params, , ...values] = one.toJSON();
  return { name, params, values };
}

function occurrences(component, limit) {
  const events = component.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
  const found = [];
  for (const event of events.filter((one) => !one.isRecurrenceException())) {
    for (const other of events) {
      if (other.isRecurrenceException() && other.uid === event.uid && !event.component.hasProperty("recurrence-id")) event.relateException(other);
    }
    if (!event.isRecurring()) {
      found.push({ uid: event.uid, start: utc(event.startDate), end: utc(event.endDate), summary: event.summary });
      continue;
    }
    const dates = event.iterator();
    for (let date = dates.next(); date && found.length < limit; date = dates.next()) {
      const one = event.getOccurrenceDetails(date);
      found.push({ uid: event.uid, start: utc(one.startDate), end: utc(one.endDate), summary: one.item.summary });
    }
  }
  return found;
}

function read(text) {
  ICAL.TimezoneService.reset();
  const component = new ICAL.Component(ICAL.parse(text));
  for (const one of component.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(new ICAL.Timezone({ component: one }));
  return {
    calendar: component.getAllProperties().map(property),
    events: component.getAllSubcomponents("vevent").map((one) => one.getAllProperties().map(property)),
    parts: component.getAllSubcomponents().map((one) => one.name),
    occurrences: occurrences(component, 1000),
  };
}

let given = "";
for await (const part of process.stdin) given += part;
process.stdout.write(JSON.stringify(JSON.parse(given).map(read)));
