// momentIn(name): the day and time that telephone recorders write into the names of their files, as a datetime-local field takes them; nothing
// when none is there that a call could have. A proposal: a person looks at it, and the name goes nowhere.
const WRITTEN_MOMENTS = [
  /(?<!\d)(?<year>20\d\d)[-_. ]?(?<month>\d\d)[-_. ]?(?<day>\d\d)[-_. Tà]*(?<hour>\d\d)[-_.:hH]?(?<minute>\d\d)/,
  /(?<!\d)(?<day>\d\d)[-_. ]?(?<month>\d\d)[-_. ]?(?<year>20\d\d)[-_. à]*(?<hour>\d\d)[-_.:hH]?(?<minute>\d\d)/,
];
const CALLS_KEPT_DAYS = 184;

const momentIn = (name, now = new Date()) => {
  for (const written of WRITTEN_MOMENTS) {
    const found = name.normalize("NFC").match(written)?.groups;
    if (!found) continue;
    const said = `${found.year}-${found.month}-${found.day}T${found.hour}:${found.minute}`;
    const moment = new Date(said);
    const days = (now - moment) / 86_400_000;
    // 31 February is made 3 March by browsers: the day must stay what was read.
    if (moment.getDate() === Number(found.day) && days >= 0 && days < CALLS_KEPT_DAYS) return said;
  }
  return "";
};
