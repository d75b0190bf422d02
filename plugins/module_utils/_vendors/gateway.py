# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all vendors' gateways share. Private to oncall.routing."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from .._describe.problems import (
    Barred,
    Gone,
    InputError,
    NotWhole,
    Rejected,
    RoutingError,
    Unclear,
    listed,
)
from .._describe.vendor import Option
from .._http.alone import alone, clock
from .._http.redact import MASK, Redactor
from .._http.trust import trusted


def common_options(timeout=30):
    """Connection options every vendor has."""
    return [
        Option(
            "validate_certs",
            "Whether the certificate of the server is checked.",
            type="bool",
            default=True,
        ),
        Option(
            "ca_path",
            "A file or folder with certificates of authorities to trust instead of those that"
            " C(requests) brings.",
            type="path",
        ),
        Option("timeout", "Seconds one request may take.", type="int", default=timeout, least=1),
        Option(
            "retries",
            [
                (
                    "How often a request is tried again after the first time, where it may be tried"
                    " again: connection errors, answers that broke on the way, HTTP 408, 425, 429,"
                    " 502 to 504 and 520 to 524, HTTP 500 where repeating does no harm, and the"
                    ' vendor\'s own codes for "later".'
                ),
                (
                    "A create is never blindly repeated: after an unclear outcome the list is read"
                    " again."
                ),
            ],
            type="int",
            default=5,
            least=0,
        ),
        Option(
            "max_wait",
            "The most seconds one task may spend waiting on rate limits and between tries.",
            type="int",
            default=300,
            least=0,
        ),
    ]


#: Seconds for which a list serves the next item of a loop.
KEEP_LISTS = 30.0
#: A list of more pages than this is taken for one that never ends.
MOST_PAGES = 1000
#: How often a list is read that is in motion. One that stands still and is not whole twice is
#: refused.
MOST_LOOKS = 4


class Page:
    """One answer to the question for a list.

    rows: as they came. total: how many rows the vendor says the whole list has, or None. next: what
    to ask for the next page by, None where there is none. size: how many rows were asked for, or
    None. more: whether the vendor says that more follows. mark: how to find the answer in the
    vendor's logs, for a message.
    """

    def __init__(self, rows, total=None, next=None, size=None, more=False, mark=""):
        self.rows = rows
        self.total = total
        self.next = next
        self.size = size
        self.more = more
        self.mark = mark


class Gateway:
    """Speaks to one vendor for one task. A subclass says what the verbs are; see ``rows``,
    ``create``, ``update``, ``delete``.

    options: the connection options of the task, environment already applied.
    """

    #: options that hold secrets, for the redactor
    secret_options = ()
    vendor = ""
    #: seconds: first pause between tries, and after a refusal for now without Retry-After
    backoff = 0.5
    throttle = 1.0
    #: whether waiting for the vendor's limit is bounded by max_wait alone, not by retries
    patient = False
    #: whether the task deletes what others still use, for a vendor that asks
    force = False
    #: whether a refused write says what was sent, for a vendor whose refusals do not say why
    tells_what_was_sent = False
    #: the statuses of a whole answer, by method; 200 for the others
    statuses = {}

    def __init__(self, options, headers=None, base_url=None, rate_limit=0):
        # requests costs 50 ms to import, so only now, when the task's arguments are known to be
        # good
        from .._http import client

        if not client.HAS_REQUESTS:
            raise MissingRequests(client.REQUESTS_ERROR)
        self.http = client
        self.options = options
        self.redactor = Redactor(options.get(name) for name in self.secret_options)
        self.retries = options["retries"]
        self.client = client.Client(
            self.vendor,
            base_url or options["api_url"],
            self.verdict,
            self.redactor,
            headers=headers,
            timeout=options["timeout"],
            retries=options["retries"],
            max_wait=options["max_wait"],
            rate_limit=rate_limit,
            backoff=self.backoff,
            throttle=self.throttle,
            patient=self.patient,
            verify=trusted(options.get("ca_path")) if options["validate_certs"] else False,
        )
        self._cache = {}
        self._former = {}  # lists that are no longer true, for the rows in them that still are
        self._pages = {}  # how many pages the lists had
        self._times = {}
        self._objects = {}
        self._lock = threading.Lock()
        self._began = {}  # when the lists were begun to be read that are at hand, by the clock
        self._read_at = {}  # when the lists were read by which a task plans
        #: kind name to rows that its list shows although they are deleted
        self.removed = {}
        #: what could not be looked at and was done without, to be told
        self.doubts = []

    # --- what a vendor fills in

    def judge(self, answer):
        """None, or the Refusal an answer means."""
        raise NotImplementedError

    def page(self, kind, number, after):
        """One Page of the list of a kind. ``number``: from 1. ``after``: ``next`` of the page
        before, None for the first.
        """
        raise NotImplementedError

    def mark(self, data):
        """How to find an answer in the vendor's logs, in brackets; an empty text where the
        vendor gives nothing.
        """
        return ""

    def listing(self, kind):
        """What is being done, for the message of a list that can't be read."""
        return "Could not list %s" % kind.labels

    def is_removed(self, row):
        """Whether a list shows a row although the object is deleted."""
        return False

    def create(self, resource, body):
        """Creates and returns what the vendor answered, as a row; {} when it says nothing."""
        raise NotImplementedError

    def update(self, resource, ident, body):
        raise NotImplementedError

    def delete(self, resource, ident):
        raise NotImplementedError

    def batch(self, resource):
        """How many objects of a kind one call deletes; 1 where there is no such call."""
        return 1

    def delete_together(self, resource, idents):
        """Deletes several by one call. Where it is refused each is deleted by itself; whether
        all, none or some of them are gone then the list tells.
        """
        raise NotImplementedError

    # --- what a list has to be

    def verdict(self, answer):
        """None, or the Refusal an answer means. A success of another kind than the expected one may
        be a part of an answer, or none at all, and so may one that has the status of a failure.
        """
        expected = self.statuses.get(answer.method, (200,))
        success = 200 <= answer.status < 300
        refusal = self.judge(answer) if not success or answer.status in expected else None
        if refusal or answer.status in expected:
            return refusal
        said = (
            "where HTTP %s is expected" % " or ".join(map(str, expected))
            if success
            else "with a text that says that all went well"
        )
        refusal = self.http.Refusal(
            "%s answered HTTP %d %s%s" % (self.vendor, answer.status, said, self.mark(answer.data)),
            "the answer may be a part of one, or come from a proxy: check api_url and any proxy on"
            " the way",
        )
        refusal.unclear, refusal.whole, refusal.pending = True, False, answer.status == 202
        return refusal

    def fetch(self, kind):
        """All rows of a kind, all pages, each object once.

        A list that is not whole is read once more from the beginning: it may have been in motion.
        It is read again only as long as its count moves.
        """
        before = None
        for look in range(MOST_LOOKS):
            rows, lacking, count = self._pages_of(kind, look)
            if not lacking:
                self.removed[kind.kind] = [row for row in rows.values() if self.is_removed(row)]
                return [row for row in rows.values() if not self.is_removed(row)]
            if look and count == before:
                break
            before = count
        raise NotWhole(
            "%s: the list is not whole, also when it was read again from the beginning: %s. Run the"
            " task again; if it stays so, ask the vendor" % (self.listing(kind), lacking)
        )

    def _pages_of(self, kind, look):
        """(rows by id, what shows that they are not all or None, the vendor's count) of one
        reading.
        """
        rows, counts, page, longest, doubled = {}, [0], None, 0, []
        for number in range(1, MOST_PAGES + 1):
            try:
                page = self.page(kind, number, page and page.next)
            except RoutingError as error:
                if (
                    kind.options.get("optional")
                    and not look
                    and page is None
                    and (isinstance(error, Gone) or error.status == 404)
                ):
                    return {}, None, 0
                raise
            known, here = len(rows), {}
            for place, row in enumerate(page.rows, 1):
                ident = self._identified(kind, row, place, page.mark)
                if ident in here and [name_of(row) for name_of in kind.names] != [
                    name_of(here[ident]) for name_of in kind.names
                ]:
                    raise NotWhole(
                        "%s: row %d of the answer has the %s of another (%s) and is called"
                        " otherwise%s. The answer contradicts itself: check api_url and any proxy"
                        " on the way"
                        % (
                            self.listing(kind),
                            place,
                            kind.id,
                            self.client.told(ident, 100),
                            page.mark,
                        )
                    )
                if ident in here:
                    doubled.append(self.client.told(ident, 100))
                here[ident] = row
            for ident, row in here.items():
                rows.setdefault(ident, row)
            total = page.total
            if total is not None and total < len(
                [row for row in here.values() if not self.is_removed(row)]
            ):
                total = None  # whatever it counts, it is not the rows of this list
            counts.append(total or 0)
            grown = len(rows) > known
            # a deletion while the pages are turned moves a row to a page that was read before; then
            # the highest count is not reached
            found = len([row for row in rows.values() if not self.is_removed(row)])
            # where nothing is counted, the end is a page that is shorter than another: a server may
            # give fewer rows than it was asked for
            ended = found >= total if total is not None else len(here) < longest
            if page.next is None or not grown or (ended and not page.more):
                break
            longest = max(longest, len(here))
        else:
            raise NotWhole(
                "%s: the list did not end after %d pages%s"
                % (self.listing(kind), MOST_PAGES, page.mark)
            )
        self._pages[_key(kind)] = number
        if doubled:
            self.doubts.append(
                "The list of %s has more than one row with the %s %s; of each the last one counts"
                % (kind.labels, kind.id, listed(dict.fromkeys(doubled), " and the %s " % kind.id))
            )
        lacking = None
        if len(rows) < max(counts):
            lacking = "%s says that there are %d, and gave %d%s" % (
                self.vendor,
                max(counts),
                len(rows),
                page.mark,
            )
        elif page.more:
            lacking = "%s says that more follow, and gave nothing new after %d%s" % (
                self.vendor,
                len(rows),
                page.mark,
            )
        elif page.total is None and page.size and not grown and len(here) >= page.size:
            lacking = (
                "%s does not count them, and gave a full page of %d, that it had given before, as"
                " page %d%s" % (self.vendor, len(here), number, page.mark)
            )
        return rows, lacking, max(counts)

    def _identified(self, kind, row, place, mark):
        """The id of a row. One that is no object, or does not say which, may be the very one
        that is looked for.
        """
        if not isinstance(row, dict):
            lack = "is no object but %s" % called(row)
        elif not _is_id(kind, row):
            lack = "has no %s" % kind.id
        elif (
            not kind.options.get("nameless")
            and not self.is_removed(row)
            and not any(_is_scalar(name_of(row)) for name_of in kind.names)
        ):
            lack = "(%s %s) has no name" % (kind.id, self.client.told(kind.ident(row), 100))
        else:
            return kind.ident(row)
        raise NotWhole(
            "%s: row %d of the answer %s%s. The answer does not have the shape that is documented:"
            " check api_url and any proxy on the way" % (self.listing(kind), place, lack, mark)
        )

    @staticmethod
    def shown(kind, row, ident=None):
        """What a vendor answered to a write, as a row; {} where it is no object, or does not
        show which or another one: then the list has to tell.
        """
        if not isinstance(row, dict) or (row.get(kind.id) is not None and not _is_id(kind, row)):
            return {}
        return {} if ident is not None and kind.ident(row) not in ("", ident) else row

    # --- what the engine uses

    def rows(self, kind, fresh=False):
        """The rows of a kind; read once in a task, and again only when asked for fresh ones."""
        if kind.options.get("parts"):
            return [row for part in kind.options["parts"] for row in self.rows(part, fresh)]
        key = _key(kind)
        with self._lock:
            if fresh or key not in self._cache:
                began = clock()
                before = self._cache.get(key) or self._former.pop(key, {})
                found = {kind.ident(row): row for row in self.fetch(kind)}
                # a row that says what it said stays the same one, so that what was made of it
                # serves on
                self._cache[key] = {
                    ident: before[ident] if before.get(ident) == row else row
                    for ident, row in found.items()
                }
                self._times[key], self._began[key] = time.monotonic(), began
                if fresh or key not in self._read_at:
                    self._read_at[key] = self._times[key]
            rows = list(self._cache[key].values())
        expand = kind.options.get("expand")
        return expand(rows) if expand else rows

    @property
    def rate_limit(self):
        """Requests a minute that the vendor takes; 0 where there is no limit."""
        return self.client.rate_limit

    def read(self, resource, row):
        """A row as an object, which nobody may change. It is made once for as long as the row
        stays the same.
        """
        key = (resource.kind, resource.ident(row))
        kept = self._objects.get(key)
        if kept is None or kept[0] is not row:
            kept = self._objects[key] = (row, resource.read(row))
        return kept[1]

    def at_hand(self, kind):
        """Whether the list of a kind was read already."""
        return _key(kind) in self._cache

    # --- from one task to the next

    def again(self):
        """Begins another task on the same connection: counts from nought, and keeps only lists
        that are young enough.
        """
        self.client.begin()
        self.doubts.clear()
        self._drop({key for key, at in self._times.items() if time.monotonic() - at > KEEP_LISTS})
        self._read_at = dict(self._times)

    def forget(self):
        """Drops all that was read, after something went wrong."""
        self._objects.clear()
        self._drop(set(self._times))
        self._former.clear()

    def at_once(self, work, items, most):
        """What ``work`` returns for each of the items, for so many at the same time."""
        pool, wait = ThreadPoolExecutor(max_workers=most), True
        try:
            return list(pool.map(work, items))
        except RoutingError:
            raise
        except BaseException:
            # a time-out of the task, for one: threads that wait are not to go on asking, and what
            # is on its way is not waited for
            self.client.stop()
            wait = False
            raise
        finally:
            pool.shutdown(wait=wait)

    def close(self):
        """Nothing is asked any more."""
        self.forget()
        self.client.session.close()

    def _drop(self, keys):
        for key in keys & set(self._cache):
            self._former[key] = self._cache.pop(key)
            self._times.pop(key, None)

    def wrote(self, resource):
        """An object was written, or may have been: its list has to be read again, and those that
        it touches.
        """
        with self._lock:
            # rows that are parts of others are made from a list that is not theirs
            touched = (
                None
                if resource.touches is None
                else {
                    _key(part)
                    for name in resource.touches
                    for part in _parts(resource.vendor.kinds[name])
                }
            )
            self._drop(
                set(self._times)
                if touched is None
                else touched | {_key(part) for part in _parts(resource)}
            )

    def deleted(self):
        """An object is gone; what else went with it, or refers to it no longer, has to be read
        again.
        """
        with self._lock:
            self._drop(set(self._times))

    def age(self, kind):
        """Seconds since the objects of a kind were read for the plan, or again since."""
        times = [self._read_at[key] for key in map(_key, _parts(kind)) if key in self._read_at]
        return time.monotonic() - min(times) if times else 0.0

    @staticmethod
    def clock():
        """The clock of :meth:`began` and :meth:`alone`."""
        return clock()

    def began(self, kind):
        """When the objects of a kind were begun to be read, by the clock."""
        return min(
            [self._began[key] for key in map(_key, _parts(kind)) if key in self._began] or [0.0]
        )

    @contextlib.contextmanager
    def alone(self, resource, ident):
        """No other task on this machine writes to the object meanwhile, where that can be had.
        Yields when one last did, by the clock, or 0.0.
        """

        def pause(seconds):
            try:
                self.client.sleep_within_budget(seconds)
                return True
            except self.http.Refusal:
                return False

        # an id is enough: some vendors manage one object through two kinds
        with alone((self.vendor, self.client.address, str(ident)), pause) as since:
            yield since

    def pause(self, attempt, again=True):
        """Waits before a create is tried once more, or before another look; then not always
        equally long, because others look too.
        """
        seconds = min(self.http.MOST_BACKOFF, self.backoff * 2**attempt)
        try:
            self.client.sleep_within_budget(
                seconds if again else seconds * (0.75 + random.random() / 2)
            )
        except self.http.Refusal as refusal:
            raise self._explain(refusal, "")
        self.client.repeats += again

    def forecast(self, requests):
        """Seconds after which so many more requests are sent, for all that the client knows of
        the vendor's limit.
        """
        return self.client.pace.forecast(requests)

    def list_costs(self, kind, more=0):
        """How many requests it takes to read the list of a kind again when it has so many more
        rows.
        """
        if kind.options.get("parts"):
            return sum(self.list_costs(part, more) for part in kind.options["parts"])
        size, pages = kind.options.get("page_size"), self._pages.get(_key(kind), 1)
        # the vendor may give fewer rows a page than it is asked for
        return (
            max(pages, -(-(len(self._cache.get(_key(kind), ())) + more) // size)) if size else pages
        )

    def shortfall(self, requests):
        """Why so many requests can't be afforded; None when they can."""
        return self.client.shortfall(requests)

    def counts(self):
        return self.client.counts()

    def call(
        self,
        method,
        path,
        doing,
        params=None,
        body=None,
        write=False,
        repeat=True,
        new=False,
        fixed=False,
        resource=None,
        if_taken=None,
    ):
        """One request. Returns the parsed answer.

        doing: the object or list it is about, for the message. new: what is written does not exist
        yet. fixed: the path is always there, so that nothing at it is no missing object. resource:
        what is written, so that a message can say what was sent, and which may have hints of its
        own.
        if_taken: what a refused create may mean where names are unique; then the list has to tell
        whether somebody else created it since.
        """
        try:
            return self.client.call(
                method, path, params=params, body=body, write=write, repeat=repeat, new=new
            ).data
        except self.http.Refusal as refusal:
            if refusal.missing and fixed:
                refusal.hint = self.client.no_call(method, path)
            own = resource.options.get("hints", {}).get(refusal.status) if resource else None
            if own:
                refusal.hint = "%s; %s" % (refusal.hint, own) if refusal.hint else own
            if if_taken and refusal.status == 400:
                refusal.hint, refusal.unclear, refusal.taken = if_taken, True, True
            if write and body is not None and refusal.status == 400 and self.tells_what_was_sent:
                refusal.note = "sent was %s" % self.client.described(
                    resource.screened(body) if resource else dict.fromkeys(body, MASK)
                )
            raise self._explain(refusal, doing, write)

    def _explain(self, refusal, doing, write=False):
        parts = [
            "%s: %s" % (doing, refusal.said) if doing else refusal.said,
            refusal.note,
            refusal.hint,
        ]
        text = self.redactor.clean(
            ". ".join(part[:1].upper() + part[1:].rstrip(".") for part in parts if part)
        )
        if refusal.account:
            return Barred(text, refusal.untried)
        if refusal.missing:
            error = Gone(text)
        elif not refusal.whole and not write:
            error = NotWhole(text)
        elif refusal.unclear:
            error = Unclear(
                RoutingError(text),
                pending=refusal.pending,
                taken=refusal.taken,
                again=refusal.passing
                and (
                    refusal.status is None
                    or refusal.status in self.http.PASSING
                    or refusal.status < 300
                ),
            )
        else:
            error = Rejected(text) if refusal.rejected else RoutingError(text)
        error.status, error.denied = refusal.status, refusal.denied
        return error


def _key(kind):
    return (kind.path, str(kind.options.get("query")))


def _parts(kind):
    """The kinds that have lists of their own."""
    return kind.options.get("parts") or (kind,)


def whole_number(value):
    """A number of things as vendors spell it: also a text, and also with a point. None where it
    is no such number.
    """
    if isinstance(value, str):
        value = int(value) if value.isdecimal() and len(value) < 19 else None
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or value < 0
        or value != value // 1
    ):
        return None
    return int(value)


def _is_scalar(value):
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def _is_id(kind, row):
    """Whether a row has what its kind is told apart by."""
    value = kind.ident_of(row) if kind.ident_of else row.get(kind.id)
    return _is_scalar(value) and str(value).strip() != ""


def called(value):
    """What JSON calls a value, for a message: the value itself may be anything."""
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(value), "null")


class MissingRequests(RoutingError):
    """The requests library is not installed where the module runs."""

    def __init__(self, error):
        self.error = error
        super().__init__("requests is missing")


def require(options, *names):
    """Refuses a task in which a connection option is neither given nor in the environment.

    names: (option, variables), or (option, variables, another option that does as well, its
    variables).
    """
    problems = [
        (
            one[0],
            "is required: give it in the task, in module_defaults, or in the environment variable"
            " %s%s"
            % (
                " or ".join(one[1]),
                "; or give %s (%s) instead" % (one[2], " or ".join(one[3])) if len(one) > 2 else "",
            ),
        )
        for one in names
        if not options.get(one[0])
    ]
    if problems:
        raise InputError(problems)
