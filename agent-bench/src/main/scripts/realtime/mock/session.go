package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/gorilla/websocket"
)

const blockB64 = 1280

type ctl struct {
	kind string
	meta json.RawMessage
	id   string
}

// Session is one connection.
type Session struct {
	id    string
	c     *websocket.Conn
	wmu   sync.Mutex
	ctl   chan ctl
	done  chan struct{}
	t0    int64
	first atomic.Bool
	start chan struct{}
	// reader-owned
	lastArr  int64
	appends  int64
	bytes    int64
	ev       int
	active   atomic.Bool
	bargeNs  atomic.Int64 // pending barge speech_started time
	bargeAny atomic.Bool
	bargeCan atomic.Bool
	bargeTrn atomic.Bool
	fnNs     atomic.Int64
	barges   []int64
	bmu      sync.Mutex
	seq      uint32
	prevItem string
	turns    int
	sendBuf  []byte
}

var (
	smu      sync.Mutex
	sessions = map[string]*Session{}
	up       = websocket.Upgrader{ReadBufferSize: 32768, WriteBufferSize: 16384, CheckOrigin: func(*http.Request) bool { return true }}
	template string // base64 of one 20 ms block
)

func (s *Session) send(format string, a ...any) {
	b := fmt.Sprintf(format, a...)
	s.wmu.Lock()
	s.c.WriteMessage(websocket.TextMessage, []byte(b))
	s.wmu.Unlock()
}
func (s *Session) eid() string { s.ev++; return fmt.Sprintf("event_%s_%d", s.id, s.ev) }

func b64field(m []byte) []byte {
	i := bytes.Index(m, []byte(`"audio":`))
	if i < 0 {
		return nil
	}
	i += 8
	for i < len(m) && m[i] != '"' {
		i++
	}
	i++
	j := bytes.IndexByte(m[i:], '"')
	if j < 0 {
		return nil
	}
	return m[i : i+j]
}

func markAt(b []byte, block int) (int64, bool) {
	var d [18]byte
	off := block * blockB64
	if off+24 > len(b) {
		return 0, false
	}
	if _, err := base64.StdEncoding.Decode(d[:], b[off:off+24]); err != nil {
		return 0, false
	}
	if string(d[:4]) != "LKBI" {
		return 0, false
	}
	return int64(binary.LittleEndian.Uint64(d[8:16])), true
}

func (s *Session) onAppend(m []byte, now int64) {
	a := b64field(m)
	n := len(a) * 3 / 4
	nAppend.Add(1)
	nAppendBytes.Add(int64(n))
	s.appends++
	s.bytes += int64(n)
	if s.first.CompareAndSwap(false, true) {
		hConnApp.add(now - s.t0)
		close(s.start)
	} else if s.lastArr != 0 {
		dur := int64(n) * 1e9 / 48000
		d := now - s.lastArr - dur
		if d < 0 {
			d = -d
		}
		hInJitter.add(d)
	}
	s.lastArr = now
	blocks := len(a) / blockB64
	if blocks == 0 {
		nMarkMiss.Add(1)
		return
	}
	if t, ok := markAt(a, blocks-1); ok {
		hInLast.add(now - t)
	} else {
		nMarkMiss.Add(1)
	}
	if t, ok := markAt(a, 0); ok {
		hInFirst.add(now - t)
	}
}

func (s *Session) reader() {
	defer close(s.done)
	appendTag := []byte("input_audio_buffer.append")
	gotUpd := false
	for {
		_, m, err := s.c.ReadMessage()
		if err != nil {
			return
		}
		now := mono()
		head, tail := m, m
		if len(m) > 160 {
			head, tail = m[:160], m[len(m)-160:]
		}
		if bytes.Contains(head, appendTag) || bytes.Contains(tail, appendTag) {
			s.onAppend(m, now)
			continue
		}
		var e struct {
			Type     string          `json:"type"`
			EventID  string          `json:"event_id"`
			Item     json.RawMessage `json:"item"`
			ItemID   string          `json:"item_id"`
			AudioEnd int             `json:"audio_end_ms"`
			Prev     *string         `json:"previous_item_id"`
			Response struct {
				Metadata json.RawMessage `json:"metadata"`
			} `json:"response"`
		}
		if err := json.Unmarshal(m, &e); err != nil {
			nErrEvents.Add(1)
			continue
		}
		c, _ := nOther.LoadOrStore(e.Type, new(atomic.Int64))
		c.(*atomic.Int64).Add(1)
		switch e.Type {
		case "session.update":
			if !gotUpd {
				gotUpd = true
				hConnUpd.add(now - s.t0)
			}
			s.send(`{"type":"session.updated","event_id":"%s","session":{"type":"realtime","object":"realtime.session","id":"sess_%s","model":"gpt-realtime","output_modalities":["audio"]}}`, "eu_"+s.id, s.id)
		case "response.create":
			if f := s.fnNs.Load(); f != 0 {
				hFnResp.add(now - f)
				s.fnNs.Store(0)
			}
			if s.active.Load() {
				s.send(`{"type":"error","event_id":"ee_%s","error":{"type":"invalid_request_error","code":"conversation_already_has_active_response","message":"Conversation already has an active response","param":null,"event_id":%q}}`, s.id, e.EventID)
			} else {
				s.push(ctl{kind: "create", meta: e.Response.Metadata})
			}
		case "response.cancel":
			s.barge(now, &s.bargeCan, &hBargeCan)
			s.push(ctl{kind: "cancel"})
		case "conversation.item.truncate":
			s.barge(now, &s.bargeTrn, &hBargeTrn)
			s.send(`{"type":"conversation.item.truncated","event_id":"et_%s","item_id":"%s","content_index":0,"audio_end_ms":%d}`, s.id, e.ItemID, e.AudioEnd)
		case "conversation.item.delete":
			s.barge(now, &s.bargeTrn, &hBargeTrn)
			s.send(`{"type":"conversation.item.deleted","event_id":"ed_%s","item_id":"%s"}`, s.id, e.ItemID)
		case "conversation.item.create":
			if bytes.Contains(e.Item, []byte("function_call_output")) {
				if f := s.fnNs.Load(); f != 0 {
					hFnOut.add(now - f)
				}
			}
			var it map[string]any
			json.Unmarshal(e.Item, &it)
			if it["id"] == nil || it["id"] == "" {
				it["id"] = fmt.Sprintf("item_c_%s_%d", s.id, now)
			}
			it["status"] = "completed"
			it["object"] = "realtime.item"
			b, _ := json.Marshal(it)
			prev := "null"
			if e.Prev != nil && *e.Prev != "root" {
				prev = fmt.Sprintf("%q", *e.Prev)
			}
			s.send(`{"type":"conversation.item.added","event_id":"ea_%s","previous_item_id":%s,"item":%s}`, s.id, prev, b)
			s.send(`{"type":"conversation.item.done","event_id":"ea2_%s","previous_item_id":%s,"item":%s}`, s.id, prev, b)
		case "input_audio_buffer.clear":
			s.send(`{"type":"input_audio_buffer.cleared","event_id":"ec_%s"}`, s.id)
		}
	}
}

func (s *Session) barge(now int64, flag *atomic.Bool, h *Hist) {
	b := s.bargeNs.Load()
	if b == 0 {
		return
	}
	if s.bargeAny.CompareAndSwap(false, true) {
		hBargeAny.add(now - b)
	}
	if flag.CompareAndSwap(false, true) {
		h.add(now - b)
	}
}
