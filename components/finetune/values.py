"""Values for the slots of the training dialogues: prices, times, names, codes, written in many ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from components.finetune.companies import Company
from components.finetune.errors import TemplateError
from components.finetune.names import invented

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_SIZES = (2, 4, 5, 8, 10, 12, 15, 16, 20, 25, 32, 40, 50, 64, 75, 100, 120, 150, 200, 250, 500)
_VERBS = ("restart", "reload", "purge", "sync", "restore", "rotate", "drain", "rebuild", "check", "unlock")


def value(kind: str, arguments: Sequence[str], company: Company, rng: Random) -> str:
    """One value of a kind, such as `money 5 40`, in this company's habits.

    Raises:
        TemplateError: no kind has that name, or its arguments do not fit.
    """
    try:
        return _KINDS[kind](rng, company, arguments)
    except (KeyError, IndexError, ValueError) as error:
        raise TemplateError(f"Kind '{kind} {' '.join(arguments)}' cannot be made: {error}") from error


def number(rng: Random, low: float, high: float) -> int:
    """A whole number, round more often than not, as in real documents."""
    drawn = rng.uniform(low, high)
    for step in (1000, 100, 50, 10, 5):
        if drawn >= step * 4 and rng.random() < 0.4:
            return max(int(low), round(drawn / step) * step)
    return round(drawn)


def spelled(rng: Random, count: int, share: float = 0.3) -> str:
    """A count in digits, or now and then in letters when it is small."""
    return _SMALL[count] if count < len(_SMALL) and rng.random() < share else str(count)


def money(rng: Random, company: Company, arguments: Sequence[str]) -> str:
    """An amount in the company's currency, with or without decimals."""
    amount = number(rng, float(arguments[0]), float(arguments[1]))
    exact = rng.random() < 0.25 and amount < 300
    cents = rng.choice((".50", ".99", ".95", ".20", ".00", ".75", ".40")) if exact else ""
    return company.currency.format(_grouped(amount, company.thousands) + cents)


def _grouped(amount: int, separator: str) -> str:
    return f"{amount:,}".replace(",", separator)


def _big_money(rng: Random, company: Company, _: Sequence[str]) -> str:
    if rng.random() < 0.4:
        return company.currency.format(f"{rng.choice((1, 2, 3, 5, 8, 1.5, 2.5, 4, 6, 7.5))} million")
    return company.currency.format(_grouped(rng.randrange(20, 900) * 5000, company.thousands))


def _duration(rng: Random, _: Company, arguments: Sequence[str]) -> str:
    unit, low, high = arguments[0].replace("_", " "), int(arguments[1]), int(arguments[2])
    if unit == "days" and rng.random() < 0.25:
        unit = rng.choice(("working days", "business days", "calendar days"))
    count = rng.randint(low, high)
    if low >= 20 and rng.random() < 0.5:
        count = round(count / 5) * 5
    return f"{spelled(rng, count)} {unit[:-1] if count == 1 else unit}"


def _clock(low: int, high: int) -> Callable[[Random, Company, Sequence[str]], str]:
    def clock(rng: Random, company: Company, _: Sequence[str]) -> str:
        hour, minute = rng.randint(low, high), rng.choice((0, 0, 15, 30, 45, 10, 20, 40, 50, 5, 35))
        if company.clock == "24":
            return f"{hour:02d}:{minute:02d}"
        if company.clock == "24.":
            return f"{hour}.{minute:02d}"
        half = "am" if hour < 12 else "pm"
        shown = (hour - 1) % 12 + 1
        return f"{shown} {half}" if minute == 0 else f"{shown}:{minute:02d} {half}"

    return clock


def _date(rng: Random, company: Company, _: Sequence[str]) -> str:
    day, month, year = rng.randint(1, 28), rng.choice(MONTHS), rng.randint(2025, 2031)
    shapes = (f"{day} {month}", f"{month} {day}", f"{day} {month} {year}", f"{month} {day}, {year}")
    return shapes[company.date_shape % 4]


def _percent(rng: Random, company: Company, arguments: Sequence[str]) -> str:
    share = number(rng, float(arguments[0]), float(arguments[1]))
    return f"{share}{company.percent}"


def _pick(rng: Random, _: Company, arguments: Sequence[str]) -> str:
    return rng.choice(arguments[0].split(",")).replace("_", " ")


def _pick_two(rng: Random, _: Company, arguments: Sequence[str]) -> str:
    chosen = rng.sample(arguments[0].split(","), rng.choice((2, 2, 3)))
    words = [word.replace("_", " ") for word in chosen]
    return f"{', '.join(words[:-1])} {rng.choice(('and', 'or', 'and'))} {words[-1]}"


def _phone(rng: Random, _: Company, __: Sequence[str]) -> str:
    digits = "".join(rng.choices("0123456789", k=12))
    shape = rng.choice(("+## ## ### ####", "0## #### ####", "(0##) ###-####", "0800 ### ###", "+# ### ### ####",
                        "0#### ######", "###-####", "+## # ## ## ## ##"))  # fmt: skip
    filled = iter(digits + digits)
    return "".join(next(filled) if mark == "#" else mark for mark in shape)


def _email(rng: Random, company: Company, _: Sequence[str]) -> str:
    box = rng.choice(("help", "hello", "service", "office", "accounts", "team", "care", "desk", "info", "claims",
                      "privacy", "legal", "orders", "front-desk", "admissions", "ops"))  # fmt: skip
    return f"{box}@{company.domain}"


def person(rng: Random) -> str:
    """A first and a last name."""
    first = rng.choice(("Ana", "Tom", "Ingrid", "Yusuf", "Mei", "Paulo", "Greta", "Omar", "Nadia", "Felix", "Sunita",
                        "Lars", "Chloe", "Dmitri", "Amara", "Hugo", "Leila", "Pedro", "Freya", "Kenji", "Rosa", "Ivo",
                        "Salma", "Bruno", "Tilda", "Arun", "Wanda", "Elio", "Noor", "Casper"))  # fmt: skip
    return f"{first} {invented(rng)}" if rng.random() < 0.7 else f"{invented(rng)} {invented(rng)}"


def _street(rng: Random, company: Company, _: Sequence[str]) -> str:
    code = rng.choice((f"{rng.randint(10000, 99999)} ", f"{rng.randint(1000, 9999)} ", ""))
    return f"{rng.randint(1, 199)} {rng.choice(company.words['streets'])}, {code}{invented(rng)}"


def _code(rng: Random, _: Company, __: Sequence[str]) -> str:
    letters = "".join(rng.choices("ABCDEFGHKLMNPRSTUVWXZ", k=rng.randint(1, 3)))
    return f"{letters}{rng.choice(('-', '', '/', ' '))}{rng.randint(3, 9999)}"


def _size(rng: Random, _: Company, arguments: Sequence[str]) -> str:
    unit = arguments[0] if arguments else rng.choice(("MB", "MB", "KB", "GB"))
    return f"{rng.choice(_SIZES)} {unit}"


def _measure(unit: str, long: str) -> Callable[[Random, Company, Sequence[str]], str]:
    def measure(rng: Random, _: Company, arguments: Sequence[str]) -> str:
        low, high = float(arguments[0]), float(arguments[1])
        amount = f"{rng.uniform(low, high):.1f}" if high < 12 else str(number(rng, low, high))
        return rng.choice((f"{amount} {unit}", f"{amount} {unit}", f"{amount} {long}"))

    return measure


def _other_day(rng: Random, company: Company, _: Sequence[str]) -> str:
    return rng.choice(DAYS)


def _days_pair(rng: Random, _: Company, __: Sequence[str]) -> str:
    first, second = sorted(rng.sample(range(7), 2))
    return f"{DAYS[first]} {rng.choice(('and', 'and', 'to'))} {DAYS[second]}"


def _command(rng: Random, company: Company, _: Sequence[str]) -> str:
    tool = company.domain.split(".")[0][:6].strip("-")
    ending = rng.choice(("ctl", "", "-cli"))
    return f"{tool}{ending} {rng.choice(_VERBS)}{rng.choice((' --all', ' --force', '', ' -n 3', ' --now'))}"


def _website(rng: Random, company: Company, _: Sequence[str]) -> str:
    start = rng.choice(("", "www.", "my.", "help.", "status."))
    return f"{start}{company.domain}{rng.choice(('', '/start', '/forms', '/v2'))}"


def _service(rng: Random, _: Company, __: Sequence[str]) -> str:
    return rng.choice(
        (invented(rng).lower(), f"{invented(rng).lower()}-{rng.choice(('api', 'db', 'worker'))}")
    )


def _version(rng: Random, _: Company, __: Sequence[str]) -> str:
    major = f"v{rng.randint(2, 9)}"
    short = f"{rng.randint(1, 9)}.{rng.randint(0, 20)}"
    return rng.choice((major, short, f"v{rng.randint(1, 4)}.{rng.randint(1, 9)}.{rng.randint(0, 9)}"))


_KINDS: dict[str, Callable[[Random, Company, Sequence[str]], str]] = {
    "money": money,
    "bigmoney": _big_money,
    "days": lambda r, c, a: _duration(r, c, ("days", *a)),
    "weeks": lambda r, c, a: _duration(r, c, ("weeks", *a)),
    "dur": _duration,
    "int": lambda r, c, a: spelled(r, r.randint(int(a[0]), int(a[1]))),
    "num": lambda r, c, a: _grouped(number(r, float(a[0]), float(a[1])), c.thousands),
    "pct": _percent,
    "uptime": lambda r, c, a: (
        r.choice(("99", "99.5", "99.9", "99.95", "99.8", "98.5", "99.99", "99.7")) + c.percent
    ),
    "time": _clock(7, 21),
    "time_am": _clock(6, 10),
    "time_am2": _clock(10, 11),
    "time_pm": _clock(14, 22),
    "time_night": _clock(1, 5),
    "day": _other_day,
    "day2": _other_day,
    "days2": _days_pair,
    "date": _date,
    "month": lambda r, c, a: r.choice(MONTHS),
    "months2": lambda r, c, a: f"{r.choice(MONTHS)} {r.choice(('and', 'to'))} {r.choice(MONTHS)}",
    "ordinal": lambda r, c, a: f"{_ordinal(r.randint(1, 28))}",
    "year": lambda r, c, a: str(r.randint(1890, 2024)),
    "person": lambda r, c, a: person(r),
    "email": _email,
    "phone": _phone,
    "street": _street,
    "city": lambda r, c, a: invented(r),
    "city2": lambda r, c, a: invented(r),
    "name": lambda r, c, a: invented(r),
    "svc": _service,
    "port": lambda r, c, a: str(r.randint(1025, 9999)),
    "port2": lambda r, c, a: str(r.randint(10000, 49999)),
    "code": _code,
    "ver": _version,
    "size": _size,
    "size2": lambda r, c, a: _size(r, c, ("GB",)),
    "kg": _measure("kg", "kilograms"),
    "tonnes": _measure("t", "tonnes"),
    "metres": _measure("m", "metres"),
    "cm": _measure("cm", "centimetres"),
    "km": _measure("km", "kilometres"),
    "litres": _measure("l", "litres"),
    "degrees": _measure("°C", "degrees"),
    "sqm": _measure("m²", "square metres"),
    "pick": _pick,
    "pick2": _pick_two,
    "plan": lambda r, c, a: r.choice(c.plans),
    "product": lambda r, c, a: f"the {r.choice(c.words['products'])}",
    "activity": lambda r, c, a: r.choice(c.words["activities"]),
    "role": lambda r, c, a: r.choice(c.words["roles"]),
    "header": lambda r, c, a: f"X-{invented(r)}-{r.choice(('Key', 'Token', 'Auth'))}",
    "cmd": _command,
    "web": _website,
}


def _ordinal(day: int) -> str:
    ending = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"
