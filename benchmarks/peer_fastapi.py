"""The same two requests on a usual stack: FastAPI, Pydantic, SQLAlchemy's ORM over asyncpg."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID, uuid4

import asyncpg
from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime

DSN: Final = os.environ.get("BENCH_DSN", "postgresql://localhost/none")
POOL: Final = 8


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "item"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Entry(Base):
    __tablename__ = "entry"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID]
    kind: Mapped[str]
    occurred_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    text: Mapped[str]


class ItemOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: UUID
    reference: str
    title: str
    body: str
    at: datetime


class EntryIn(BaseModel):
    kind: str
    occurred_at: datetime
    text: str


class EntryOut(EntryIn):
    model_config = ConfigDict(from_attributes=True)
    id: UUID


engine = create_async_engine(
    "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(DSN), pool_size=POOL
)
sessions = async_sessionmaker(engine, expire_on_commit=False)


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


Session = Annotated[AsyncSession, Depends(session)]


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/items/{item}")
async def read(item: UUID, opened: Session) -> ItemOut:
    return ItemOut.model_validate(await opened.get_one(Item, item))


@app.post("/items/{item}/entries", status_code=201)
async def write(item: UUID, body: EntryIn, opened: Session) -> EntryOut:
    entry = Entry(id=uuid4(), item_id=item, **body.model_dump())
    opened.add(entry)
    await opened.commit()
    return EntryOut.model_validate(entry)
