"""SQLAlchemy's part in the jobs of JOBS: reads a job a line, does it once, answers with its cost.

The bench starts it with the server's URL; a line in is {"job": "F", "companies": 1000, ...},
a line out is {"wall": seconds, "cpu": seconds}, with "rows" where the job reads, or {"error": text}.
"""

import json
import sys
import time

from sqlalchemy import BigInteger, Boolean, Column, DateTime, ForeignKey, Text, create_engine, func, select
from sqlalchemy.orm import Session, declarative_base, relationship, selectinload

Base = declarative_base()


class Company(Base):
    __tablename__ = "companies"
    id = Column(BigInteger, primary_key=True)
    name = Column(Text, nullable=False)
    created_at = Column(DateTime(timezone=True), server_default=func.now())
    employees = relationship("Employee", back_populates="company")


class Employee(Base):
    __tablename__ = "employees"
    id = Column(BigInteger, primary_key=True)
    name = Column(Text, nullable=False)
    email = Column(Text, nullable=False)
    salary = Column(BigInteger, nullable=False)
    active = Column(Boolean, nullable=False)
    company_id = Column(BigInteger, ForeignKey("companies.id"), nullable=False)
    created_at = Column(DateTime(timezone=True), server_default=func.now())
    updated_at = Column(DateTime(timezone=True))
    company = relationship("Company", back_populates="employees")
    tasks = relationship("Task", back_populates="employee")


class Task(Base):
    __tablename__ = "tasks"
    id = Column(BigInteger, primary_key=True)
    employee_id = Column(BigInteger, ForeignKey("employees.id"), nullable=False)
    title = Column(Text, nullable=False)
    done = Column(Boolean, nullable=False)
    employee = relationship("Employee", back_populates="tasks")


def timed(work):
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def read(engine, _):
    def work():
        with Session(engine) as s:
            work.rows = s.scalars(select(Employee)).all()

    return timed(work) | {"rows": len(work.rows)}


def preload(engine, size):
    load = selectinload(Company.employees)

    def work():
        with Session(engine) as s:
            query = select(Company).where(Company.id <= size["companies"]).order_by(Company.id).options(load)
            work.rows = s.scalars(query).all()

    return timed(work) | {"rows": sum(len(c.employees) for c in work.rows)}


def preload_deep(engine, size):
    load = selectinload(Company.employees).selectinload(Employee.tasks)

    def work():
        with Session(engine) as s:
            query = select(Company).where(Company.id <= size["line"]).order_by(Company.id).options(load)
            work.rows = s.scalars(query).all()

    return timed(work) | {"rows": sum(len(e.tasks) for c in work.rows for e in c.employees)}


def insert(engine, size):
    rows = [
        Employee(
            name=f"new employee {i}",
            email=f"new{i}@example.com",
            salary=1000 + i,
            active=i % 3 != 0,
            company_id=i % size["companies"] + 1,
        )
        for i in range(size["insert"])
    ]
    with Session(engine) as s:

        def work():
            s.add_all(rows)
            s.commit()

        return timed(work)


def graph(engine, size, tasks=0):
    companies = [
        Company(
            name=f"new company {i}",
            employees=[
                Employee(
                    name=f"new employee {k}",
                    email=f"new{i}.{k}@example.com",
                    salary=1000 + k,
                    active=k % 3 != 0,
                    tasks=[Task(title=f"new task {i}.{k}.{t}", done=t % 2 == 0) for t in range(tasks)],
                )
                for k in range(size["employees"])
            ],
        )
        for i in range(size["companies"])
    ]
    with Session(engine) as s:

        def work():
            s.add_all(companies)
            s.commit()

        return timed(work)


def loaded(s):
    return s.scalars(select(Employee).order_by(Employee.id)).all()


def update(engine, size, mixed=False):
    with Session(engine) as s:
        everyone, n = loaded(s), size["update"]
        rows = [everyone[i * (len(everyone) // n)] for i in range(n)]

        def work():
            for i, e in enumerate(rows):
                if mixed and i % 2:
                    e.name = f"renamed {i}"
                else:
                    e.salary = 100_000 + i
            s.commit()

        return timed(work)


def delete(engine, _):
    with Session(engine) as s:
        rows = loaded(s)[1:]

        def work():
            for e in rows:
                s.delete(e)
            s.commit()

        return timed(work)


JOBS = {
    "C'": read,
    "D": preload,
    "E": insert,
    "F": graph,
    "G": update,
    "G2": lambda engine, size: update(engine, size, mixed=True),
    "G'": delete,
    "H1": preload_deep,
    "H2": lambda engine, size: graph(engine, size | {"companies": max(1, size["line"] // 10)}, size["tasks"]),
}


def driver():
    try:
        import psycopg  # noqa: F401

        return "postgresql+psycopg"
    except ImportError:
        return "postgresql+psycopg2"


def main():
    engine = create_engine(sys.argv[1].replace("postgres", driver(), 1), future=True)
    for line in sys.stdin:
        job = json.loads(line)
        try:
            answer = JOBS[job["job"]](engine, job)
        except Exception as err:  # the bench says which job failed
            answer = {"error": repr(err)}
        print(json.dumps(answer), flush=True)


main()
